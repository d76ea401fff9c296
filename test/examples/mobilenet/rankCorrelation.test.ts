import { expect, it } from 'vitest';
import { rankCorrelation } from '../../../examples/mobilenet/rankCorrelation.js';

it('is Spearman’s', () => {
  // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]), the example of its documentation, with a tie
  expect(rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12);
  // Without ties 1 − 6 Σ d² / (n (n² − 1)): d = 0, 1, −1, 0
  expect(rankCorrelation([10, 20, 30, 40], [1, 3, 2, 9])).toBeCloseTo(1 - (6 * 2) / (4 * 15), 12);
});

it('sees only the order', () => {
  const x = [0.3, -2, 5, 1.1, 0.9];
  expect(
    rankCorrelation(
      x,
      x.map(value => Math.exp(value)),
    ),
  ).toBeCloseTo(1, 12);
  expect(
    rankCorrelation(
      x,
      x.map(value => -(value ** 3)),
    ),
  ).toBeCloseTo(-1, 12);
});

it('is NaN where there is no order', () => {
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNaN();
});
