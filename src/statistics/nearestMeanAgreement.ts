import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Matrix, toFloat32 } from '../linalg/dense.js';
import { agreement } from './agreement.js';

/** Input of {@link nearestMeanAgreement}. */
export interface NearestMeanInput {
  /** r_i = h_i − m_{y_i} [N, d] */
  readonly residuals: Tensor2D;
  /** y_i [N], int32 */
  readonly labels: Tensor1D;
  /** The class the network decides for [N], int32 */
  readonly decisions: Tensor1D;
  /** Row k is m_k − m̄ (K×d) */
  readonly centredMeans: Matrix;
  /** ‖m_k − m_l‖² (K×K) */
  readonly squaredDistances: Matrix;
}

/**
 * Share of samples where argmin_k ‖h_i − m_k‖ is the network's decision.
 *
 * With y = y_i: ‖h_i − m_k‖² − ‖r_i‖² = ‖m_y − m_k‖² + 2 r_i·(m_y − m_k). The right-hand side has no cancellation
 * between large norms, so the comparison is exact to rounding even where features are tight around far-away means.
 */
export async function nearestMeanAgreement(input: NearestMeanInput): Promise<number> {
  const nearest = tf.tidy(() => nearestMean(input));
  try {
    return await agreement(nearest, input.decisions);
  } finally {
    nearest.dispose();
  }
}

function nearestMean({ residuals, labels, centredMeans, squaredDistances }: NearestMeanInput): Tensor1D {
  const { rows: classes, columns: dim } = centredMeans;
  const means = tf.tensor2d(toFloat32(centredMeans), [classes, dim]);
  const inner = tf.matMul(residuals, means, false, true);
  const own = tf.sum(tf.mul(inner, tf.oneHot(labels, classes)), 1, true);
  const distances = tf.gather(tf.tensor2d(toFloat32(squaredDistances), [classes, classes]), labels);
  return tf.argMin(tf.add(distances, tf.mul(tf.sub(own, inner), 2)), 1);
}
