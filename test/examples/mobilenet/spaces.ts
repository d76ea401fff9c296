import * as tf from '@tensorflow/tfjs-core';
import type { EmbeddedImages } from '../../../examples/mobilenet/embeddedImages.js';
import { random } from '../../../src/base/random.js';

/**
 * Normal classes around given points of a line, a plane..., n samples of each.
 *
 * @param centres One row per class
 * @param spread Standard deviation in every direction
 */
export function normalClasses(
  centres: readonly (readonly number[])[],
  n: number,
  spread: number,
  seed: number,
): EmbeddedImages {
  const { normal } = random(seed);
  const rows = centres.flatMap(centre =>
    Array.from({ length: n }, () => centre.map(x => x + spread * normal())),
  );
  const labels = centres.flatMap((_, k) => new Array<number>(n).fill(k));
  return {
    features: tf.tensor2d(rows),
    labels: tf.tensor1d(labels, 'int32'),
    classes: centres.length,
    positions: centres.map((_, k) => Array.from({ length: n }, (_, i) => k * n + i)),
  };
}

export function disposeSpace({ features, labels }: EmbeddedImages): void {
  tf.dispose([features, labels]);
}
