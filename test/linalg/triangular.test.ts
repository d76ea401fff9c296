import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { Matrix, rowsOf } from '../../src/linalg/dense.js';
import { rowGram } from '../../src/linalg/product.js';
import { lowerTriangle, triangularInverse } from '../../src/linalg/triangular.js';
import { randomMatrix } from '../helpers/randomMatrix.js';

describe('lowerTriangle', () => {
  it.each([
    [1, 1],
    [1, 5],
    [6, 6],
    [9, 40],
  ])('keeps lengths and angles of %d rows of %d numbers', (count, dim) => {
    const rows = randomMatrix(count, dim, count);
    const triangle = lowerTriangle(rowsOf(rows));
    expect([triangle.rows, triangle.columns]).toEqual([count, count]);
    for (let i = 0; i < count; i++) {
      for (let j = i + 1; j < count; j++) expect(triangle.get(i, j)).toBe(0);
    }
    const difference = Matrix.sub(rowGram(triangle), rowGram(rows)).norm();
    expect(difference).toBeLessThan(1e-14 * dim * rowGram(rows).norm());
  });

  it('resolves rows that nearly agree, which a factor of their Gram matrix would not', () => {
    // cos = 1 − 5e-17 to rounding 1: a Cholesky factor has no digit of the angle.
    const triangle = lowerTriangle([Float64Array.of(1, 0, 0), Float64Array.of(1, 1e-8, 0)]);
    expect(Math.abs(triangle.get(1, 1)) / 1e-8).toBeCloseTo(1, 12);
  });

  it('takes zero rows and dependent rows, and does not change what it is given', () => {
    const rows = new Matrix([
      [0, 0, 0],
      [1, 2, 2],
      [2, 4, 4],
    ]);
    const before = rows.to2DArray();
    const triangle = lowerTriangle(rowsOf(rows));
    expect(rows.to2DArray()).toEqual(before);
    expect(triangle.getRow(0)).toEqual([0, 0, 0]);
    expect(Matrix.sub(rowGram(triangle), rowGram(rows)).norm()).toBeLessThan(1e-13);
  });
});

describe('triangularInverse', () => {
  it('is the inverse', () => {
    const { normal } = random(3);
    const lower = new Matrix(
      Array.from({ length: 6 }, (_, i) =>
        Array.from({ length: 6 }, (_, j) => (j < i ? normal() : Number(i === j) * (i - 2.5))),
      ),
    );
    const product = lower.mmul(triangularInverse(lower)!);
    expect(Matrix.sub(product, Matrix.identity(6)).norm()).toBeLessThan(1e-12);
  });

  it('is null for a singular matrix, also to rounding', () => {
    expect(
      triangularInverse(
        new Matrix([
          [1, 0],
          [5, 0],
        ]),
      ),
    ).toBeNull();
    expect(
      triangularInverse(
        new Matrix([
          [1, 0],
          [5, 1e-17],
        ]),
      ),
    ).toBeNull();
    expect(
      triangularInverse(
        new Matrix([
          [Number.NaN, 0],
          [5, 1],
        ]),
      ),
    ).toBeNull();
  });
});
