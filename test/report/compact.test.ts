import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rounded, roundedPoints } from '../../report/compact.js';

it('roundedPoints keeps epochs and breaks, and six digits', () => {
  const points = [
    [0, 1 / 3],
    [1, null],
    [4, 1e-12 / 7],
  ] as const;
  expect(roundedPoints(points)).toEqual([
    [0, 0.333333],
    [1, null],
    [4, 1.42857e-13],
  ]);
});

describe('rounded', () => {
  it('is within half a unit of the last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-200, max: 1e200, noNaN: true }), value => {
        expect(Math.abs(rounded(value) - value)).toBeLessThanOrEqual(0.5e-5 * value * (1 + 1e-9));
      }),
    );
  });
});
