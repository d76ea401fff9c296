import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { DataError } from '../base/argumentError.js';
import { type Matrix, matrixByRows } from '../linalg/dense.js';
import { centeredBatch } from './classMoments.js';
import { exponentOf, rangeOf } from './featureScale.js';
import type { PeakMemory } from './peakMemory.js';

/**
 * Features minus the mean of their class, with the means and spreads that were found on the way: of features over `unit`.
 */
export interface CenteredFeatures {
  /** A power of two, 1 for features of the usual size */
  readonly unit: number;
  /** h_i − m_{y_i} [N, d], on the device; the caller disposes it. */
  readonly residuals: Tensor2D;
  /** Row k is m_k (K×d, float64). */
  readonly means: Matrix;
  /** v_k */
  readonly variances: number[];
  /** The smallest coordinate of any feature, not divided by anything */
  readonly smallest: number;
}

/** Means as the sums of two float32 numbers. */
function exactMeans(high: ArrayLike<number>, low: ArrayLike<number>, dim: number): Matrix {
  return matrixByRows(high.length / dim, dim, (row, k) => {
    const start = k * dim;
    for (let j = 0; j < dim; j++) row[j] = high[start + j]! + low[start + j]!;
  });
}

/** A loop, since there may be tens of millions. */
function allFinite(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/**
 * Centers features by class, see {@link centeredBatch}; means and spreads are read back, and added in float64.
 *
 * @param counts n_k, all positive; the labels are in 0..K−1
 * @throws if a feature is NaN or infinite
 */
export async function centerByClass(
  features: Tensor2D,
  labels: Tensor1D,
  counts: readonly number[],
  peak?: PeakMemory,
): Promise<CenteredFeatures> {
  const [smallest, largest] = await readRange(features);
  const exponent = exponentOf(smallest, largest);
  const scaled = exponent === 0 ? features : tf.mul<Tensor2D>(features, 2 ** -exponent);
  const dispose = () => (scaled === features ? undefined : scaled.dispose());
  const { residuals, ...moments } = disposing(dispose, () =>
    centeredBatch(scaled, labels, counts.length, peak),
  );
  try {
    const [means, corrections, squares] = await Promise.all([
      moments.means.data(),
      moments.corrections.data(),
      moments.squares.data(),
    ]);
    if (![means, corrections, squares].every(allFinite)) {
      throw await nonFiniteFeatures(features, labels, counts.length);
    }
    return {
      unit: 2 ** exponent,
      residuals,
      means: exactMeans(means, corrections, features.shape[1]),
      variances: counts.map((n, k) => squares[k]! / n),
      smallest,
    };
  } catch (error) {
    residuals.dispose();
    throw error;
  } finally {
    tf.dispose(Object.values(moments));
  }
}

async function readRange(features: Tensor2D): Promise<[smallest: number, largest: number]> {
  const range = rangeOf(features);
  try {
    const [smallest, largest] = await Promise.all([range.smallest.data(), range.largest.data()]);
    return [smallest[0]!, largest[0]!];
  } finally {
    tf.dispose([range.smallest, range.largest]);
  }
}

function disposing<T>(dispose: () => void, make: () => T): T {
  try {
    return make();
  } finally {
    dispose();
  }
}

/**
 * The error for features whose statistics are not finite. It looks at the features again to find the classes: sums
 * over classes cannot tell, because 0·NaN is NaN in every one of them.
 */
export async function nonFiniteFeatures(
  features: Tensor2D,
  labels: Tensor1D,
  classes: number,
): Promise<Error> {
  const perClass = tf.tidy(() => {
    const finite = tf.min(tf.cast(tf.isFinite(features), 'float32'), 1, true);
    const membership = tf.cast(tf.oneHot(labels, classes), 'float32') as Tensor2D;
    return tf.matMul(membership, tf.sub(1, finite), true, false);
  });
  try {
    const bad = [...(await perClass.data())];
    const where = 'summarizeFeatures';
    const requirement = `${where}: features must be finite`;
    if (bad.every(rows => rows === 0)) {
      return new DataError(`${requirement}; they are, but their statistics are not`, where);
    }
    const found = bad.flatMap((rows, k) => (rows > 0 ? [`${rows} of class ${k}`] : []));
    return new DataError(`${requirement}; received NaN or infinite values in ${found.join(', ')}`, where);
  } finally {
    perClass.dispose();
  }
}
