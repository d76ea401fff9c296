import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { columnDots, product, productTransposed, rowGram, timesVector } from '../../src/linalg/product.js';
import { randomMatrix } from '../helpers/randomMatrix.js';

/** Sums of m products of normal numbers: 1e-14·m is far above their rounding. */
const near = (found: Matrix, wanted: Matrix, inner: number) => {
  expect([found.rows, found.columns]).toEqual([wanted.rows, wanted.columns]);
  expect(Matrix.sub(found, wanted).norm()).toBeLessThanOrEqual(1e-14 * inner * Math.max(1, wanted.norm()));
};

const SHAPES = [
  [1, 1, 1],
  [3, 4, 5],
  [7, 5, 2],
  [20, 33, 18],
  [2, 0, 3],
  [0, 3, 2],
  [3, 6, 0],
] as const;

describe("products, against ml-matrix's mmul", () => {
  it.each(SHAPES)('are A B, A Bᵀ and the diagonal of AᵀB for %d×%d and %d columns', (n, m, l) => {
    const [a, b] = [randomMatrix(n, m, 1), randomMatrix(m, l, 2)];
    near(product(a, b), a.mmul(b), m);
    near(productTransposed(a, b.transpose()), a.mmul(b), m);
    const vector = randomMatrix(1, m, 4).to1DArray();
    const image = new Matrix(timesVector(a, vector).map(x => [x]));
    if (n > 0) near(image, m === 0 ? Matrix.zeros(n, 1) : a.mmul(Matrix.columnVector(vector)), m);
    const c = randomMatrix(n, m, 3);
    const dots = [...columnDots(a, c)];
    near(new Matrix([dots]), new Matrix([m === 0 ? [] : a.transpose().mmul(c).diagonal()]), n);
  });

  it('keep zeros of A, and what is not finite', () => {
    const a = new Matrix([[0, 0, 0, 0, 2]]);
    const b = Matrix.columnVector([1, 2, 3, 4, 5]);
    expect(product(a, b).to2DArray()).toEqual([[10]]);
    expect(product(new Matrix([[Number.NaN]]), new Matrix([[1]])).get(0, 0)).toBeNaN();
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
