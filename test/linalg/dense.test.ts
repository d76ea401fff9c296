import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import {
  Matrix,
  matrixByRows,
  matrixFrom,
  numericalRank,
  orthonormalColumns,
  rowsOf,
  solveLinear,
  squaredDistances,
  symmetricEigen,
  thinQr,
  thinSvd,
  toFloat32,
  transposeOf,
} from '../../src/linalg/dense.js';
import { rowGram } from '../../src/linalg/product.js';
import { randomMatrix } from '../helpers/randomMatrix.js';

describe('matrixFrom and toFloat32', () => {
  it('are row-major copies', () => {
    const values = Float32Array.of(1, 2, 3, 4, 5, 6);
    const matrix = matrixFrom(values, 2, 3);
    values[0] = 9;
    expect(matrix.to2DArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(toFloat32(matrix)).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  });

  it('reject numbers that do not fill the matrix', () => {
    expect(() => matrixFrom([1, 2, 3], 2, 2)).toThrow(/dimension/);
  });
});

describe('rowsOf, transposeOf and matrixByRows', () => {
  it.each([
    [2, 3],
    [70, 33],
    [0, 4],
    [4, 0],
  ])('read and write %d×%d as entries do', (rows, columns) => {
    const matrix = randomMatrix(rows, columns, 3);
    expect(rowsOf(matrix).map(row => [...row])).toEqual(matrix.to2DArray());
    expect(transposeOf(matrix).to2DArray()).toEqual(matrix.transpose().to2DArray());
    const written = matrixByRows(rows, columns, (row, i) => row.set(matrix.getRow(i)));
    expect(written).toEqual(matrix);
  });

  it('gives rows of zeros to be written', () => {
    const written = matrixByRows(2, 2, (row, i) => {
      if (i === 0) row[1] = 5;
    });
    expect(written.to2DArray()).toEqual([
      [0, 5],
      [0, 0],
    ]);
  });
});

describe('squaredDistances', () => {
  it('is ‖a_i − a_j‖²', () => {
    expect(squaredDistances(matrixFrom([0, 0, 3, 4, 3, 0], 3, 2)).to2DArray()).toEqual([
      [0, 25, 9],
      [25, 0, 16],
      [9, 16, 0],
    ]);
  });

  it('keeps the distance of rows far from zero', () => {
    const far = squaredDistances(matrixFrom([1e8, 1e8 + 1], 2, 1));
    expect(far.get(0, 1)).toBe(1);
  });
});

describe('symmetricEigen', () => {
  it.each([1, 2, 5, 30])('factors a %i×%i matrix as V Λ Vᵀ, V orthogonal, Λ descending', n => {
    const a = rowGram(randomMatrix(n, n + 2, n));
    const { values, vectors } = symmetricEigen(a);
    expect(values).toEqual([...values].sort((x, y) => y - x));
    // Backward stable: a small multiple of n·ε.
    expect(Matrix.sub(vectors.mmul(vectors.transpose()), Matrix.identity(n)).norm()).toBeLessThan(1e-13 * n);
    const product = vectors.mmul(Matrix.diag(values)).mmul(vectors.transpose());
    expect(Matrix.sub(product, a).norm()).toBeLessThan(1e-13 * n * a.norm());
  });

  it('finds known eigenvalues, negative ones included', () => {
    // Eigenvalues of [[1, 2], [2, 1]] are 3 and −1.
    const { values, vectors } = symmetricEigen(matrixFrom([1, 2, 2, 1], 2, 2));
    expect(values[0]).toBeCloseTo(3, 14);
    expect(values[1]).toBeCloseTo(-1, 14);
    expect(Math.abs(vectors.get(0, 0) - vectors.get(1, 0))).toBeLessThan(1e-14);
  });

  it('leaves its argument alone', () => {
    const a = matrixFrom([1, 2, 2, 1], 2, 2);
    symmetricEigen(a);
    expect(a.to1DArray()).toEqual([1, 2, 2, 1]);
  });
});

describe('numericalRank', () => {
  const eps = Number.EPSILON;
  it.each([
    [[], 0],
    [[0, 0], 0],
    [[1, 3.1 * eps, 2.9 * eps], 2],
    [[1e-30, 1e-31], 2],
    [[2, 1, -1e-17], 2],
  ])('counts eigenvalues above K·ε·λ_max: %j', (values, rank) => {
    expect(numericalRank(values, 3)).toBe(rank);
  });
});

describe('orthonormalColumns', () => {
  it('makes columns orthonormal, in the same nested spans and on the same side', () => {
    const { normal } = random(8);
    const a = new Matrix(Array.from({ length: 7 }, () => Array.from({ length: 4 }, normal)));
    const q = orthonormalColumns(a);
    const product = q.transpose().mmul(q).to2DArray();
    product.forEach((row, i) => {
      row.forEach((x, j) => void expect(x).toBeCloseTo(Number(i === j), 13));
    });
    // R = QᵀA is upper triangular with a positive diagonal, and gives A back.
    const r = q.transpose().mmul(a);
    r.to2DArray().forEach((row, i) => {
      row.slice(0, i).forEach(x => void expect(x).toBeCloseTo(0, 13));
      expect(row[i]).toBeGreaterThan(0);
    });
    expect(Matrix.sub(q.mmul(r), a).norm()).toBeLessThan(1e-13);
  });
});

describe('thinSvd', () => {
  it.each([
    [5, 5],
    [7, 3],
    [3, 7],
    [1, 4],
  ])('factors a %i×%i matrix as U S Vᵀ, orthonormal columns, S descending', (rows, columns) => {
    const a = randomMatrix(rows, columns, rows + 10 * columns);
    const { left, values, right } = thinSvd(a);
    const r = Math.min(rows, columns);
    expect(values).toEqual([...values].sort((x, y) => y - x));
    for (const factor of [left, right]) {
      const gram = factor.transpose().mmul(factor);
      expect(Matrix.sub(gram, Matrix.identity(r)).norm()).toBeLessThan(1e-13);
    }
    const product = left.mmul(Matrix.diag(values)).mmul(right.transpose());
    expect(Matrix.sub(product, a).norm()).toBeLessThan(1e-13 * a.norm());
  });

  it('takes a zero matrix', () => {
    expect(thinSvd(Matrix.zeros(2, 3)).values).toEqual([0, 0]);
  });
});

describe('thinQr', () => {
  it('factors a tall matrix, of deficient rank too', () => {
    const a = randomMatrix(6, 3, 5);
    a.setColumn(2, a.getColumn(0));
    const { q, r } = thinQr(a);
    expect(Matrix.sub(q.transpose().mmul(q), Matrix.identity(3)).norm()).toBeLessThan(1e-13);
    expect(Matrix.sub(q.mmul(r), a).norm()).toBeLessThan(1e-13 * a.norm());
  });
});

describe('solveLinear', () => {
  it('solves a square system and is null for a singular one', () => {
    expect(solveLinear(matrixFrom([2, 1, 1, 3], 2, 2), [3, 5])).toEqual([
      expect.closeTo(0.8, 14),
      expect.closeTo(1.4, 14),
    ]);
    expect(solveLinear(matrixFrom([1, 1, 1, 1], 2, 2), [1, 2])).toBeNull();
  });
});
