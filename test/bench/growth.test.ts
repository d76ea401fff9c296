import { describe, expect, it } from 'vitest';
import { fitPowerLaw } from '../../bench/growth.js';

describe('fitPowerLaw', () => {
  it('finds the exponent of an exact power law, without error', () => {
    const { exponent, standardError } = fitPowerLaw([1, 3, 10, 40, 100].map(x => [x, 7 * x ** 1.7] as const));
    // Logarithms of five float64 numbers.
    expect(exponent).toBeCloseTo(1.7, 12);
    expect(standardError).toBeLessThan(1e-12);
  });

  it('does not depend on the units of either', () => {
    const points = [
      [1, 3],
      [10, 20],
      [100, 900],
    ] as const;
    const scaled = points.map(([x, y]) => [x / 60, 1000 * y] as const);
    expect(fitPowerLaw(scaled).exponent).toBeCloseTo(fitPowerLaw(points).exponent, 12);
  });

  it('gives the standard error of linear regression', () => {
    // Logarithms to base 10: (0, 0), (1, 2), (2, 1): slope 1/2, residuals −½, 1, −½, s² = 1.5, s/√Sxx = √0.75.
    const { exponent, standardError } = fitPowerLaw([
      [1, 1],
      [10, 100],
      [100, 10],
    ]);
    expect(exponent).toBeCloseTo(0.5, 12);
    expect(standardError).toBeCloseTo(Math.sqrt(0.75), 12);
  });

  it('has nothing to say about the error of two points', () => {
    expect(
      fitPowerLaw([
        [1, 2],
        [2, 8],
      ]),
    ).toEqual({ exponent: 2, standardError: 0 });
  });
});
