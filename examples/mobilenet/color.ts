import type { LabeledImages } from 'tfjs-neural-collapse/datasets';

/** Images with three channels: gray ones get three equal channels, others stay as they are. */
export function color(images: LabeledImages): LabeledImages {
  const [height, width, channels] = images.shape;
  if (channels !== 1) return images;
  const pixels = new Uint8Array(3 * images.images.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = images.images[Math.floor(i / 3)]!;
  return { ...images, images: pixels, shape: [height, width, 3] };
}
