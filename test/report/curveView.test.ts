import { describe, expect, it } from 'vitest';
import { smoothed } from '../../report/page/curveView.js';
import type { Point } from '../../src/record/thinnedCurve.js';

const points = (values: readonly (number | null)[]) => values.map((y, i): Point => [10 * i, y]);

describe('the running median', () => {
  it('takes away what sticks out, and leaves what rises or falls', () => {
    expect(smoothed(points([1, 2, 90, 4, 5, 6]), 3)).toEqual(points([1, 2, 4, 5, 5, 6]));
    const falling = points([32, 16, 8, 4, 2, 1]);
    expect(smoothed(falling, 5)).toEqual(falling);
    expect(smoothed(falling, 1)).toBe(falling);
  });

  it('is the same on a logarithmic axis', () => {
    const given = points([3, 1, 4, 1, 5, 9, 2, 6]);
    const onLog = smoothed(
      given.map(([x, y]) => [x, Math.log(y!)] as const),
      5,
    );
    smoothed(given, 5).forEach(([, y], i) => {
      expect(Math.exp(onLog[i]![1]!)).toBeCloseTo(y!, 12);
    });
  });

  it('keeps breaks, and is taken over the values that there are', () => {
    expect(smoothed(points([1, null, 3, 8]), 3)).toEqual(points([1, null, 5.5, 8]));
  });
});
