import { describe, expect, it } from 'vitest';
import { oneVsRestDistance } from '../../src/linalg/oneVsRestDistance.js';
import { softmaxCode } from '../../src/theory/softmaxCode.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';

const polygonMargin = (classes: number) => 1 - Math.cos((2 * Math.PI) / classes);

describe('softmaxCode', () => {
  it.each<[string, number, number, number]>([
    ['simplex', 2, 1, 2],
    ['simplex', 10, 9, 10 / 9],
    ['simplex', 10, 30, 10 / 9],
    ['orthoplex', 4, 2, 1],
    ['orthoplex', 5, 3, 1],
    ['orthoplex', 12, 10, 1],
    ['orthoplex', 15, 10, 1],
    ['orthoplex', 20, 10, 1],
    ['polygon', 5, 2, polygonMargin(5)],
    ['polygon', 64, 2, polygonMargin(64)],
    ['orthoplex', 5, 1, 0],
  ])('has the known optimum: %s, K = %d, d = %d', (reference, classes, dim, margin) => {
    const code = softmaxCode({ dim, classes });
    expect([code.reference, code.optimal]).toEqual([reference, true]);
    expect([code.vectors.rows, code.vectors.columns]).toEqual([classes, dim]);
    expect(code.margin).toBeCloseTo(margin, 14);
    for (const row of code.vectors.to2DArray()) expect(Math.hypot(...row)).toBeCloseTo(1, 13);
    expect(Math.min(...oneVsRestDistance(code.vectors))).toBeCloseTo(margin, 9);
  });

  it('is numerical elsewhere, and its vectors have the margin it states', () => {
    const code = softmaxCode({ dim: 3, classes: 9, seed: 4 });
    expect([code.reference, code.optimal]).toEqual(['numerical', false]);
    expect(code.source).toMatch(/best of 64 starts, the first 7 polished down to temperature 5e-7, seed 4/);
    // Computed in another order: distances are exact to 1e-10.
    expect(Math.min(...oneVsRestDistance(code.vectors))).toBeCloseTo(code.margin, 9);
    // More vectors cannot be further apart: below the orthoplex.
    expect(code.margin).toBeGreaterThan(0.5);
    expect(code.margin).toBeLessThan(1);
  });

  it('is computed once per d, K and seed', () => {
    const code = softmaxCode({ dim: 3, classes: 8 });
    expect(softmaxCode({ dim: 3, classes: 8 })).toBe(code);
    expect(softmaxCode({ dim: 3, classes: 8, seed: 0 })).toBe(code);
    expect(softmaxCode({ dim: 3, classes: 8, seed: 1 })).not.toBe(code);
  });

  it.each([
    ['dim', { dim: 0, classes: 3 }, 'a positive integer', '0'],
    ['dim', { dim: 2.5, classes: 3 }, 'a positive integer', '2.5'],
    ['classes', { dim: 3, classes: 1 }, 'at least 2', '1'],
    ['classes', { dim: 3, classes: Number.NaN }, 'at least 2', 'NaN'],
  ])('rejects a bad %s', async (argument, options, requirement, received) => {
    await expectArgumentError(() => softmaxCode(options), {
      where: 'softmaxCode',
      argument,
      requirement,
      received,
    });
  });
});
