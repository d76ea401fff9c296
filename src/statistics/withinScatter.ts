import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { Matrix, matrixFrom, toFloat32 } from '../linalg/dense.js';

/** Σ_W (d×d) as what metrics ask of it, so that it need not exist: from centered features, or from the matrix. */
export interface WithinScatter {
  /** Uᵀ Σ_W U (r×r) for an orthonormal basis U (d×r) */
  project(basis: Matrix): Promise<Matrix>;
  /** y_jᵀ Σ_W y_j of every column of Y [d, p] → [p]; the caller disposes it */
  along(directions: Tensor2D): Tensor1D;
}

/** Σ_W from the pooled scatter N Σ_W [d, d] on the device. */
export function scatterOfMatrix(scatter: Tensor2D, samples: number): WithinScatter {
  return {
    project: async basis => {
      const { rows, columns } = basis;
      if (columns === 0) return new Matrix(0, 0);
      const projected = tf.tidy(() => {
        const u = tf.tensor2d(toFloat32(basis), [rows, columns]);
        return tf.div(tf.matMul(u, tf.matMul(scatter, u), true, false), samples);
      });
      try {
        return matrixFrom(await projected.data(), columns, columns);
      } finally {
        projected.dispose();
      }
    },
    along: directions =>
      tf.tidy(() => tf.div(tf.sum(tf.mul(directions, tf.matMul(scatter, directions)), 0), samples)),
  };
}
