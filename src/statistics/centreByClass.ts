import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Matrix, matrixFrom } from '../linalg/dense.js';
import { checkCounts } from './countClasses.js';

/** Features minus the mean of their class, with the means and spreads that were found on the way. */
export interface CentredFeatures {
  /** h_i − m_{y_i} [N, d], on the device; the caller disposes it. */
  readonly residuals: Tensor2D;
  /** Row k is m_k (K×d, float64). */
  readonly means: Matrix;
  /** n_k */
  readonly counts: number[];
  /** v_k */
  readonly variances: number[];
}

interface DeviceResult {
  readonly residuals: Tensor2D;
  readonly counts: Tensor;
  readonly means: Tensor;
  readonly corrections: Tensor;
  readonly variances: Tensor;
}

/**
 * Centres features by class in two steps. The float32 class mean m̂ is wrong by the rounding of a long sum; h − m̂ is
 * exact where the two are close, so the mean δ of those differences is what m̂ misses: m = m̂ + δ, added in float64.
 */
export async function centreByClass(
  features: Tensor2D,
  labels: Tensor1D,
  classes: number,
): Promise<CentredFeatures> {
  const device = onDevice(features, labels, classes);
  const { residuals, ...small } = device;
  try {
    const [counts, means, corrections, variances] = await Promise.all([
      small.counts.data(),
      small.means.data(),
      small.corrections.data(),
      small.variances.data(),
    ]);
    checkCounts([...counts], features.shape[0], 'classStatistics');
    const exact = Float64Array.from(means, (mean, i) => mean + corrections[i]!);
    checkFinite(exact, variances, classes);
    return {
      residuals,
      means: matrixFrom(exact, classes, features.shape[1]),
      counts: [...counts],
      variances: [...variances],
    };
  } catch (error) {
    residuals.dispose();
    throw error;
  } finally {
    tf.dispose(Object.values(small));
  }
}

function onDevice(features: Tensor2D, labels: Tensor1D, classes: number): DeviceResult {
  return tf.tidy(() => {
    const membership = tf.oneHot(labels, classes) as Tensor2D;
    const indicator = tf.cast(membership, 'float32');
    const counts = tf.sum(indicator, 0);
    const perClass = tf.reshape(counts, [classes, 1]);
    const meanOf = (rows: Tensor2D) => tf.div<Tensor2D>(tf.matMul(indicator, rows, true, false), perClass);
    const rowsOf = (means: Tensor2D) => tf.gather(means, labels);

    const means = meanOf(features);
    const roughly = tf.sub<Tensor2D>(features, rowsOf(means));
    const corrections = meanOf(roughly);
    const residuals = tf.sub<Tensor2D>(roughly, rowsOf(corrections));
    const squares = tf.reshape(tf.sum(tf.square(residuals), 1), [-1, 1]) as Tensor2D;
    return { residuals, counts, means, corrections, variances: meanOf(squares) };
  }) as unknown as DeviceResult;
}

function checkFinite(means: Float64Array, variances: ArrayLike<number>, classes: number): void {
  const dim = means.length / classes;
  const bad = Array.from({ length: classes }, (_, k) => k).filter(
    k => !Number.isFinite(variances[k]!) || !means.subarray(k * dim, (k + 1) * dim).every(Number.isFinite),
  );
  if (bad.length > 0) {
    throw new RangeError(
      `classStatistics: features must be finite; class ${bad.join(', ')} has NaN, infinite or overflowing features`,
    );
  }
}
