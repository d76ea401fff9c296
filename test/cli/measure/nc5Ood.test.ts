import { expect, it } from 'vitest';
import { nc5Ood } from '../../../cli/measure/nc5Ood.js';
import { Matrix } from '../../../src/linalg/dense.js';

const means = new Matrix([
  [2, 0, 0],
  [0, -3, 0],
]);

it('is 0 for orthogonal features, 1 along every mean, whatever the sign and the scale', () => {
  expect(nc5Ood(means, [0, 0, 7])).toBe(0);
  expect(nc5Ood(means, [-1, 0, 0])).toBe(0.5);
  expect(nc5Ood(Matrix.ones(2, 3), [-5, -5, -5])).toBeCloseTo(1, 15);
});

it('is absent where an angle is undefined', () => {
  expect(nc5Ood(means, [0, 0, 0])).toEqual({
    absent: 'the mean of the out-of-distribution features is zero',
  });
  expect(nc5Ood(Matrix.zeros(2, 3), [1, 0, 0])).toMatchObject({
    absent: expect.stringContaining('class 0, 1'),
  });
});
