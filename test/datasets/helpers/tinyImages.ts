import type { LabeledImages } from '../../../datasets/index.js';
import { random } from '../../../src/base/random.js';

/** Images of 2 × 3 × 1 whose first four bytes hold their own number, with labels as given. */
export function tinyImages(labels: number[], numClasses = 10): LabeledImages {
  const images = new Uint8Array(labels.length * 6);
  const view = new DataView(images.buffer);
  labels.forEach((_, i) => {
    view.setUint32(6 * i, i);
  });
  return {
    name: 'tiny',
    source: 'test',
    images,
    labels: Int32Array.from(labels),
    shape: [2, 3, 1],
    numClasses,
    classNames: Array.from({ length: numClasses }, (_, k) => `class-${k}`),
  };
}

/** `counts[k]` images of class k, in random order. */
export function tinyWithCounts(counts: number[]): LabeledImages {
  const { uniform } = random(1);
  const labels = counts.flatMap((count, k) => new Array<number>(count).fill(k));
  const keyed = labels.map(label => [uniform(), label] as const).sort(([a], [b]) => a - b);
  return tinyImages(
    keyed.map(([, label]) => label),
    counts.length,
  );
}

/** The number that each image carries. */
export function imageNumbers({ images, labels }: LabeledImages): number[] {
  const view = new DataView(images.buffer, images.byteOffset);
  return Array.from(labels, (_, i) => view.getUint32(6 * i));
}
