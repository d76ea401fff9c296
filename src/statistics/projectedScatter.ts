import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { Matrix, matrixFrom, toFloat32 } from '../linalg/dense.js';
import { sumOverRows } from './sumOverRows.js';

/** Uᵀ Σ_W U = (1/N) (RU)ᵀ(RU) (r×r) for centred features R [N, d] and an orthonormal basis U (d×r). */
export async function projectedScatter(residuals: Tensor2D, basis: Matrix): Promise<Matrix> {
  const { rows: dim, columns: rank } = basis;
  if (rank === 0) return new Matrix(0, 0);
  const scatter = tf.tidy(() => {
    const projected: Tensor2D = tf.matMul(residuals, tf.tensor2d(toFloat32(basis), [dim, rank]));
    return tf.div(sumOverRows(projected, projected), residuals.shape[0]);
  });
  try {
    return matrixFrom(await scatter.data(), rank, rank);
  } finally {
    scatter.dispose();
  }
}
