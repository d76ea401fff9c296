import { expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { scaleFreeDistance } from '../../src/linalg/matrixView.js';

const a = new Matrix([
  [1, 2],
  [3, 4],
]);

it('scaleFreeDistance is 0 for multiples, 2 for opposites, √2 for orthogonal matrices, NaN for zero', () => {
  expect(scaleFreeDistance(a, Matrix.mul(a, 7))).toBeLessThan(1e-15);
  expect(scaleFreeDistance(a, Matrix.mul(a, -7))).toBeCloseTo(2, 14);
  const orthogonal = new Matrix([
    [4, 3],
    [-2, -1],
  ]);
  expect(scaleFreeDistance(a, orthogonal)).toBeCloseTo(Math.SQRT2, 14);
  expect(scaleFreeDistance(a, Matrix.zeros(2, 2))).toBeNaN();
});

it('leaves its arguments alone', () => {
  const before = a.clone();
  scaleFreeDistance(a, Matrix.ones(2, 2));
  expect(a).toEqual(before);
});
