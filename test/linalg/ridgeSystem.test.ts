import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { Matrix, solveMatrix } from '../../src/linalg/dense.js';
import { solveRidge } from '../../src/linalg/ridgeSystem.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

const { normal } = random('conjugateGradient');
const gaussian = (rows: number, columns: number) =>
  Matrix.from1DArray(rows, columns, Array.from({ length: rows * columns }, normal));

/** A covariance with a given spread of its eigenvalues, from 1 down to 1/condition; or of rank 3 only. */
function covariance(dim: number, condition: number): Matrix {
  const scales = Array.from({ length: dim }, (_, j) => condition ** (-j / (2 * Math.max(dim - 1, 1))));
  const rows = gaussian(4 * dim, dim).mulRowVector(scales);
  return rows
    .transpose()
    .mmul(rows)
    .div(4 * dim);
}

async function solve(matrix: Matrix, ridge: number, rightHandSides: Matrix) {
  const tensors = [matrix, rightHandSides].map(m => tf.tensor2d(m.to2DArray())) as [tf.Tensor2D, tf.Tensor2D];
  try {
    const { solution, ...rest } = await solveRidge({
      matrix: tensors[0],
      ridge,
      rightHandSides: tensors[1],
    });
    const values = await solution.array().finally(() => solution.dispose());
    return { solution: new Matrix(values), ...rest };
  } finally {
    tf.dispose(tensors);
  }
}

describe('solveRidge', () => {
  it.each([
    [1, 1, 1],
    [5, 1, 0.1],
    [40, 100, 1e-2],
    [64, 1e4, 1e-3],
  ])('solves d = %d, condition %d, λ = %d as LU in float64 does', async (dim, condition, ridge) => {
    const [matrix, b] = [covariance(dim, condition), gaussian(dim, 3)];
    const expected = solveMatrix(Matrix.add(matrix, Matrix.identity(dim).mul(ridge)), b)!;
    const { solution, residual } = await solve(matrix, ridge, b);
    expect(residual).toBeLessThan(1e-5);
    // Relative error ≤ condition of the system times the residual; the spectrum's upper end is below 10.
    expect(Matrix.sub(solution, expected).norm() / expected.norm()).toBeLessThan((10 / ridge) * 1e-5);
  });

  it('divides by λ where the matrix is zero, and leaves a zero column zero', async () => {
    const { solution, residual } = await solve(
      Matrix.zeros(3, 3),
      0.5,
      new Matrix([
        [1, 0],
        [2, 0],
        [3, 0],
      ]),
    );
    expect(solution.to2DArray()).toEqual([
      [2, 0],
      [4, 0],
      [6, 0],
    ]);
    expect(residual).toBe(0);
  });

  it('reports what it cannot solve', async () => {
    const { residual } = await solve(covariance(200, 1e12), 1e-14, gaussian(200, 1));
    expect(residual).toBeGreaterThan(1e-3);
  });

  it('leaks no tensors', async () => {
    await expectNoLeakedTensors(() => solve(covariance(6, 10), 0.1, gaussian(6, 2)));
    await expectNoLeakedTensors(() => solve(covariance(200, 1e12), 1e-14, gaussian(200, 1)));
  });
});
