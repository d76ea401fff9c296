import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Matrix, matrixFrom } from '../linalg/dense.js';
import { nonFiniteFeatures } from './nonFiniteFeatures.js';
import { sumByClass } from './sumByClass.js';

/** Features minus the mean of their class, with the means and spreads that were found on the way. */
export interface CentredFeatures {
  /** h_i − m_{y_i} [N, d], on the device; the caller disposes it. */
  readonly residuals: Tensor2D;
  /** Row k is m_k (K×d, float64). */
  readonly means: Matrix;
  /** v_k */
  readonly variances: number[];
}

interface DeviceResult {
  readonly residuals: Tensor2D;
  readonly means: Tensor;
  readonly corrections: Tensor;
  readonly variances: Tensor;
}

/**
 * Centres features by class in two steps. The float32 class mean m̂ is wrong by the rounding of a long sum; h − m̂ is
 * exact where the two are close, so the mean δ of those differences is what m̂ misses: m = m̂ + δ, added in float64.
 *
 * @param counts n_k, all positive; the labels are in 0..K−1
 * @throws if a feature is NaN or infinite
 */
export async function centreByClass(
  features: Tensor2D,
  labels: Tensor1D,
  counts: readonly number[],
): Promise<CentredFeatures> {
  const device = onDevice(features, labels, counts);
  const { residuals, ...small } = device;
  try {
    const [means, corrections, variances] = await Promise.all([
      small.means.data(),
      small.corrections.data(),
      small.variances.data(),
    ]);
    const exact = Float64Array.from(means, (mean, i) => mean + corrections[i]!);
    if (![exact, variances].every(values => values.every(Number.isFinite))) {
      throw await nonFiniteFeatures(features, labels, counts.length);
    }
    return {
      residuals,
      means: matrixFrom(exact, counts.length, features.shape[1]),
      variances: [...variances],
    };
  } catch (error) {
    residuals.dispose();
    throw error;
  } finally {
    tf.dispose(Object.values(small));
  }
}

function onDevice(features: Tensor2D, labels: Tensor1D, counts: readonly number[]): DeviceResult {
  return tf.tidy(() => {
    const perClass = tf.tensor2d([...counts], [counts.length, 1]);
    const meanOf = (rows: Tensor2D) => tf.div<Tensor2D>(sumByClass(rows, labels, counts.length), perClass);
    const rowsOf = (means: Tensor2D) => tf.gather(means, labels);

    const means = meanOf(features);
    const roughly = tf.sub<Tensor2D>(features, rowsOf(means));
    const corrections = meanOf(roughly);
    const residuals = tf.sub<Tensor2D>(roughly, rowsOf(corrections));
    const squares = tf.reshape(tf.sum(tf.square(residuals), 1), [-1, 1]) as Tensor2D;
    return { residuals, means, corrections, variances: meanOf(squares) };
  }) as unknown as DeviceResult;
}
