import { expect, it } from 'vitest';
import { withoutDirection } from '../../src/metrics/zeroMeans.js';

it('names the classes of norm zero or NaN', () => {
  expect(withoutDirection([1, 1e-300], 'the mean')).toBeNull();
  expect(withoutDirection([1, 0, 2, Number.NaN], 'the mean')).toEqual({
    absent: 'the mean of class 1, 3 is zero and has no direction',
  });
});
