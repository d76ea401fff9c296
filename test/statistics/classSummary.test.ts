import { expect, it } from 'vitest';
import { classWeights } from '../../src/statistics/classSummary.js';

it('counts classes, or samples', () => {
  expect(classWeights([1, 3, 4], 'class')).toEqual([1 / 3, 1 / 3, 1 / 3]);
  expect(classWeights([1, 3, 4], 'sample')).toEqual([0.125, 0.375, 0.5]);
});
