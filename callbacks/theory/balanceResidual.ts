import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Matrix, toFloat32 } from '../../src/linalg/dense.js';
import { type Absent, absent } from '../../src/metrics/metric.js';
import { sumOverRows } from '../../src/statistics/sumOverRows.js';

/**
 * ‖λ_W WᵀW − λ_H HHᵀ‖_F / ‖λ_W WᵀW‖_F, on the device of the features; the two d×d matrices never leave it.
 *
 * @param features h_i as rows [N, d]
 * @param kernel Wᵀ (d×c)
 * @param ratio λ_H/λ_W
 */
export async function balanceResidual(
  features: Tensor2D,
  kernel: Matrix,
  ratio: number,
): Promise<number | Absent> {
  if (!(kernel.norm() > 0)) return absent('the kernel of the head is zero');
  if (!Number.isFinite(ratio)) return absent('λ_H/λ_W is not finite');
  const squares = tf.tidy(() => {
    const weights = tf.tensor2d(toFloat32(kernel), [kernel.rows, kernel.columns]);
    const ofWeights = tf.matMul(weights, weights, false, true);
    const ofFeatures = tf.mul(sumOverRows(features, features), ratio);
    return tf.stack([tf.sum(tf.square(tf.sub(ofWeights, ofFeatures))), tf.sum(tf.square(ofWeights))]);
  });
  try {
    const [difference, size] = await squares.data();
    return Math.sqrt(difference! / size!);
  } finally {
    squares.dispose();
  }
}
