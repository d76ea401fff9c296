import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { permutation } from '../../src/base/random.js';
import { type Batch, mapInputs } from './measuredData.js';

/**
 * Indices of the first `perClass` samples of each class in a seeded random order, ascending.
 *
 * @throws if a class has fewer than `perClass` samples
 */
export function balancedIndices(
  labels: ArrayLike<number>,
  classes: number,
  perClass: number,
  seed: number | string,
): Int32Array {
  const taken = new Array<number>(classes).fill(0);
  const chosen = permutation(labels.length, seed).filter(i => taken[labels[i]!]!++ < perClass);
  const short = taken.flatMap((n, k) => (n < perClass ? [`${k} (${n})`] : []));
  if (short.length > 0) {
    throw new RangeError(
      `NeuralCollapse: samplesPerClass must be at most the size of the smallest class, received ${perClass}; ` +
        `smaller classes (samples): ${short.join(', ')}`,
    );
  }
  return chosen.sort();
}

/** Samples copied on the device, and where they were. */
export interface Subset {
  readonly batch: Batch;
  /** Position of each sample in the data it was taken from */
  readonly positions: ArrayLike<number>;
}

/** The same samples in every epoch: a seeded subset with `perClass` samples of each class, copied on the device. */
export async function balancedSubset(
  { xs, ys }: Batch,
  labels: Tensor1D,
  classes: number,
  perClass: number,
  seed: number | string,
): Promise<Subset> {
  const positions = balancedIndices(await labels.data(), classes, perClass, seed);
  const rows = tf.tensor1d(positions, 'int32');
  try {
    const batch = { xs: mapInputs(xs, tensor => tf.gather(tensor, rows)), ys: tf.gather(ys, rows) };
    return { batch, positions };
  } finally {
    rows.dispose();
  }
}
