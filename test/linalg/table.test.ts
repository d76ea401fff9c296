import { expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { columnNorms, diagonal, frobeniusNorm, squareTable, trace } from '../../src/linalg/table.js';

const matrix = new Matrix([
  [3, 1],
  [4, -2],
]);

it('reads a matrix and a formula alike', () => {
  const formula = squareTable(2, (k, l) => matrix.get(k, l));
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
