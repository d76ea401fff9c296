import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { Matrix, matrixFrom, toFloat32 } from '../linalg/dense.js';
import { rowTiles } from '../linalg/rowTiles.js';
import { sumOverRows } from './rowKernels.js';

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

/** Σ_W of features minus their class mean, R [N, d]: no d×d matrix is formed. */
export class ScatterOfResiduals implements WithinScatter {
  #projected: Tensor2D | null = null;

  constructor(
    private readonly residuals: Tensor2D,
    private readonly tileBytes: number,
  ) {}

  /**
   * RU [N, r] of the last {@link project}: whoever needs products with vectors of that span need not go to R again. Null
   * where r exceeds d/2, and the memory would outweigh the work.
   */
  get projected(): Tensor2D | null {
    return this.#projected;
  }

  /** (1/N) (RU)ᵀ(RU) */
  async project(basis: Matrix): Promise<Matrix> {
    this.dispose();
    const { rows: dim, columns: rank } = basis;
    if (rank === 0) return new Matrix(0, 0);
    const projected: Tensor2D = tf.tidy(() =>
      tf.matMul(this.residuals, tf.tensor2d(toFloat32(basis), [dim, rank])),
    );
    const scatter = tf.tidy(() => tf.div(sumOverRows(projected, projected), projected.shape[0]));
    if (2 * rank <= dim) this.#projected = projected;
    else projected.dispose();
    try {
      return matrixFrom(await scatter.data(), rank, rank);
    } finally {
      scatter.dispose();
    }
  }

  along(directions: Tensor2D): Tensor1D {
    const [samples] = this.residuals.shape;
    return tf.tidy(() => {
      const rowBytes = 8 * directions.shape[1];
      let sums: Tensor1D = tf.zeros([directions.shape[1]]);
      for (const [start, size] of rowTiles(samples, rowBytes, this.tileBytes)) {
        const part: Tensor1D = tf.tidy(() =>
          tf.sum(tf.square(tf.matMul(tf.slice(this.residuals, start, size), directions)), 0),
        );
        sums = tf.add(sums, part);
      }
      return tf.div(sums, samples);
    });
  }

  /** Releases what {@link project} kept; the features are the caller's. */
  dispose(): void {
    this.#projected?.dispose();
    this.#projected = null;
  }
}
