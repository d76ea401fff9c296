import * as tf from '@tensorflow/tfjs-core';
import type { MobileNet } from '@tensorflow-models/mobilenet';
import type { LabeledImages } from 'tfjs-neural-collapse/datasets';

/** Images with three channels: gray ones get three equal channels, others stay as they are. */
export function color(images: LabeledImages): LabeledImages {
  const [height, width, channels] = images.shape;
  if (channels !== 1) return images;
  const pixels = new Uint8Array(3 * images.images.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = images.images[Math.floor(i / 3)]!;
  return { ...images, images: pixels, shape: [height, width, 3] };
}

export interface EmbedOptions {
  /** Images per forward pass */
  readonly batchSize: number;
  /** Told after each batch how many images are done */
  readonly onProgress?: (done: number) => void;
}

/**
 * The embeddings of images, as `mobilenet.infer(images, true)` gives them: resized to 224 × 224, batch by batch.
 *
 * @param images of shape [h, w, 3]
 * @returns [N, d], to be disposed by the caller
 */
export async function embed(
  mobilenet: Pick<MobileNet, 'infer'>,
  images: LabeledImages,
  { batchSize, onProgress }: EmbedOptions,
): Promise<tf.Tensor2D> {
  if (images.shape[2] !== 3) {
    throw new RangeError(
      `embed: images must be images with 3 channels, received [${images.shape.join(', ')}]`,
    );
  }
  if (images.labels.length === 0)
    throw new RangeError('embed: images must be at least one image, received 0');
  const batches: tf.Tensor2D[] = [];
  try {
    for (let at = 0; at < images.labels.length; at += batchSize) {
      batches.push(inferRows(mobilenet, images, at, Math.min(images.labels.length, at + batchSize)));
      // Waits for this batch, so that a backend which only queues work does not hold all of them in its memory.
      await tf.backend().read(batches.at(-1)!.dataId);
      onProgress?.(Math.min(images.labels.length, at + batchSize));
    }
    return tf.concat(batches, 0);
  } finally {
    tf.dispose(batches);
  }
}

function inferRows(
  mobilenet: Pick<MobileNet, 'infer'>,
  images: LabeledImages,
  from: number,
  to: number,
): tf.Tensor2D {
  const [height, width, channels] = images.shape;
  const stride = height * width * channels;
  return tf.tidy(() => {
    const pixels = tf.tensor(
      images.images.subarray(from * stride, to * stride),
      [to - from, ...images.shape],
      'int32',
    );
    const embedding = mobilenet.infer(pixels, true);
    return tf.reshape(embedding, [to - from, -1]);
  });
}
