import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Matrix, matrixFrom, toFloat32 } from '../linalg/dense.js';
import type { ClassSummary } from './classSummary.js';
import { meanSpan } from './meanSpan.js';
import type { HostMoments } from './readMoments.js';

/** What metrics are computed from, out of moments. @param scatter Σ_i (h_i − m_{y_i})(h_i − m_{y_i})ᵀ on the device */
export async function summaryOf(moments: HostMoments, scatter: Tensor2D | null): Promise<ClassSummary> {
  const { classes, featureDim, counts, squares, smallest } = moments;
  const means = matrixFrom(moments.means, classes, featureDim);
  const samples = counts.reduce((sum, n) => sum + n, 0);
  const { basis, coordinates } = meanSpan(means);
  return {
    classes,
    featureDim,
    samples,
    counts,
    means,
    variances: Array.from(squares, (sum, k) => sum / counts[k]!),
    scatterInSpan: scatter && (await inSpan(scatter, basis, samples)),
    meansInSpan: coordinates,
    smallest,
    nearestMeanAgreement: null,
  };
}

/** Uᵀ Σ_W U (r×r) of a pooled scatter N Σ_W and a basis U (d×r). */
async function inSpan(scatter: Tensor2D, basis: Matrix, samples: number): Promise<Matrix> {
  const { rows, columns } = basis;
  if (columns === 0) return matrixFrom([], 0, 0);
  const projected = tf.tidy(() => {
    const u = tf.tensor2d(toFloat32(basis), [rows, columns]);
    return tf.div(tf.matMul(u, tf.matMul(scatter, u), true, false), samples);
  });
  try {
    return matrixFrom(await projected.data(), columns, columns);
  } finally {
    projected.dispose();
  }
}
