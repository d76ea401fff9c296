import { describe, expect, it } from 'vitest';
import {
  Matrix,
  matrixFrom,
  numericalRank,
  rowGram,
  squaredDistances,
  symmetricEigen,
  toFloat32,
} from '../../src/linalg/dense.js';
import { random } from '../../src/random.js';

function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const { normal } = random(seed);
  return matrixFrom(
    Array.from({ length: rows * columns }, () => normal()),
    rows,
    columns,
  );
}

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

describe('rowGram', () => {
  it('is A Aᵀ, exactly symmetric', () => {
    const a = randomMatrix(4, 7, 1);
    const gram = rowGram(a);
    expect(Matrix.sub(gram, a.mmul(a.transpose())).norm()).toBeLessThan(1e-14);
    expect(gram.transpose().to2DArray()).toEqual(gram.to2DArray());
  });

  it('is zero for rows without columns', () => {
    expect(rowGram(new Matrix(2, 0)).to2DArray()).toEqual([
      [0, 0],
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
