import * as tf from '@tensorflow/tfjs-core';
import type { EmbeddedImages } from '../../../examples/mobilenet/embeddedImages.js';
import { random } from '../../../src/base/random.js';

/**
 * Normal classes around given points of a line, a plane..., n samples of each.
 *
 * @param centers One row per class
 * @param spread Standard deviation in every direction
 */
export function normalClasses(
  centers: readonly (readonly number[])[],
  n: number,
  spread: number,
  seed: number,
): EmbeddedImages {
  const { normal } = random(seed);
  const rows = centers.flatMap(center =>
    Array.from({ length: n }, () => center.map(x => x + spread * normal())),
  );
  const labels = centers.flatMap((_, k) => new Array<number>(n).fill(k));
  return {
    features: tf.tensor2d(rows),
    labels: tf.tensor1d(labels, 'int32'),
    classes: centers.length,
    positions: centers.map((_, k) => Array.from({ length: n }, (_, i) => k * n + i)),
  };
}

export function disposeSpace({ features, labels }: EmbeddedImages): void {
  tf.dispose([features, labels]);
}
