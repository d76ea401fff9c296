import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Matrix, toFloat32 } from '../../src/linalg/dense.js';
import { type Absent, absent } from '../../src/metrics/metric.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';

/**
 * ‖λ_W WᵀW − λ_H HHᵀ‖_F / ‖λ_W WᵀW‖_F with HHᵀ = N Σ_W + Σ_k n_k m_k m_kᵀ, on the device; the two d×d matrices never
 * leave it.
 *
 * @param within Σ_W (d×d)
 * @param kernel Wᵀ (d×c)
 * @param ratio λ_H/λ_W
 */
export async function balanceResidual(
  within: Tensor2D,
  { means, counts, samples }: ClassSummary,
  kernel: Matrix,
  ratio: number,
): Promise<number | Absent> {
  if (!(kernel.norm() > 0)) return absent('the kernel of the head is zero');
  if (!Number.isFinite(ratio)) return absent('λ_H/λ_W is not finite');
  const scaledMeans = means.clone().mulColumnVector(counts.map(n => Math.sqrt(n * ratio)));
  const squares = tf.tidy(() => {
    const upload = (matrix: Matrix) => tf.tensor2d(toFloat32(matrix), [matrix.rows, matrix.columns]);
    const [w, m] = [upload(kernel), upload(scaledMeans)];
    const ofWeights: Tensor2D = tf.matMul(w, w, false, true);
    const ofFeatures = tf.add(tf.mul(within, samples * ratio), tf.matMul(m, m, true, false));
    return tf.stack([tf.sum(tf.square(tf.sub(ofWeights, ofFeatures))), tf.sum(tf.square(ofWeights))]);
  });
  try {
    const [difference, size] = await squares.data();
    return Math.sqrt(difference! / size!);
  } finally {
    squares.dispose();
  }
}
