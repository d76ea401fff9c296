import { expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import {
  columnNorms,
  diagonal,
  frobeniusNorm,
  rowOf,
  squareView,
  trace,
} from '../../src/linalg/matrixView.js';

const matrix = new Matrix([
  [3, 1],
  [4, -2],
]);

it('reads a matrix and a formula alike', () => {
  const formula = squareView(2, (k, l) => matrix.get(k, l));
  for (const table of [matrix, formula]) {
    expect(diagonal(table)).toEqual([3, -2]);
    expect(trace(table)).toBe(1);
    expect(frobeniusNorm(table)).toBe(matrix.norm());
    expect(columnNorms(table)).toEqual([5, Math.sqrt(5)]);
  }
});

it('has norms of columns whose squares are no numbers any more, and of zeros', () => {
  const extreme = new Matrix([
    [3e200, 3e-200, 0],
    [4e200, 4e-200, 0],
  ]);
  const norms = columnNorms(extreme);
  expect(norms[0]! / 5e200).toBeCloseTo(1, 14);
  expect(norms[1]! / 5e-200).toBeCloseTo(1, 14);
  expect(norms[2]).toBe(0);
});

it('rowOf has the numbers of a row: of a matrix, of a formula, of what only looks like a matrix', () => {
  const matrix = new Matrix([
    [1, 2],
    [3, 4],
  ]);
  const formula = squareView(2, (i, j) => 1 + 2 * i + j);
  const byRows = squareView(2, matrix.get.bind(matrix), (i, into) => into.set(matrix.getRow(i)));
  const lookalike = { ...formula, data: [[9, 9], new Float64Array(3)] };
  for (const table of [matrix, formula, byRows, lookalike]) {
    expect([0, 1].map(i => [...rowOf(table, i)])).toEqual(matrix.to2DArray());
  }
});
