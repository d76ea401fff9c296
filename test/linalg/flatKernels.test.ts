import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { Matrix } from '../../src/linalg/dense.js';
import {
  addProduct,
  addScaled,
  flatDot,
  squaredDifference,
  transposeInto,
  weightedDot,
} from '../../src/linalg/flatKernels.js';

const { normal } = random('kernels');
const vector = (length: number) => Float64Array.from({ length }, () => normal());
const matrix = (rows: number, columns: number, values: Float64Array) =>
  Matrix.from1DArray(rows, columns, Array.from(values));
/** Sums of at most ten products of order 1 */
const ROUNDING = 1e-14;

describe('flat kernels', () => {
  it.each([0, 1, 3, 4, 9])('inner products of %d numbers', length => {
    const [a, b, w] = [vector(length), vector(length), vector(length)];
    const plain = a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    const weighted = a.reduce((sum, x, i) => sum + w[i]! * x * b[i]!, 0);
    expect(Math.abs(flatDot(a, b) - plain)).toBeLessThan(ROUNDING);
    expect(Math.abs(weightedDot(w, a, b) - weighted)).toBeLessThan(ROUNDING);
    const apart = (alpha: number, beta: number) =>
      a.reduce((sum, x, i) => sum + (alpha * x - beta * b[i]!) ** 2, 0);
    expect(Math.abs(squaredDifference(a, b) - apart(1, 1))).toBeLessThan(10 * ROUNDING);
    expect(Math.abs(squaredDifference(a, b, 2, 0.5) - apart(2, 0.5))).toBeLessThan(10 * ROUNDING);
  });

  it('adds a multiple of a vector', () => {
    const y = Float64Array.of(1, 2, 3);
    addScaled(y, 2, Float64Array.of(1, 0, -1));
    expect([...y]).toEqual([3, 2, 1]);
  });

  it.each([1, 4, 6])('adds to the first %d entries only', length => {
    const y = new Float64Array(9).fill(1);
    addScaled(y, 1, new Float64Array(length).fill(1));
    expect([...y]).toEqual(Array.from(y, (_, i) => (i < length ? 2 : 1)));
  });

  // Rows and inner dimension on both sides of the blocks of two and four.
  it.each([
    [1, 1, 1],
    [2, 4, 3],
    [3, 5, 4],
    [5, 9, 2],
    [4, 3, 6],
  ])('adds products of %d×%d and %d columns, by rows and by columns, zeros among them', (n, m, l) => {
    const [left, right, into] = [vector(n * m), vector(m * l), vector(n * l + 1)];
    left.fill(0, 0, m >> 1);
    const expected = matrix(n, l, into.subarray(1)).add(matrix(n, m, left).mmul(matrix(m, l, right)));
    const byRows = into.slice();
    addProduct(byRows, 1, { data: left, at: 0, rowStride: m, columnStride: 1 }, right, 0, [n, m, l]);
    const columns = new Float64Array(n * m);
    transposeInto(columns, left, n, m);
    const byColumns = into.slice();
    addProduct(byColumns, 1, { data: columns, at: 0, rowStride: 1, columnStride: n }, right, 0, [n, m, l]);
    for (const result of [byRows, byColumns]) {
      expect(result[0]).toBe(into[0]);
      expect(Matrix.sub(matrix(n, l, result.subarray(1)), expected).norm()).toBeLessThan(10 * ROUNDING);
    }
  });
});
