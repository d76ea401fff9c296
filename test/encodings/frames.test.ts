import { describe, expect, it } from 'vitest';
import { orthogonalEncoding, simplexEtfEncoding } from '../../src/encodings/frames.js';
import { Matrix } from '../../src/linalg/dense.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';

/** Entries of a product of up to 40 terms in float64. */
const EPSILON = 1e-14;

function expectGram(gram: Matrix, diagonal: number, elsewhere: number): void {
  gram.to2DArray().forEach((row, k) => {
    row.forEach((x, l) => {
      expect(Math.abs(x - (k === l ? diagonal : elsewhere))).toBeLessThan(EPSILON * diagonal);
    });
  });
}

describe('simplexEtfEncoding', () => {
  it.each([
    [2, 1],
    [3, 2],
    [4, 4],
    [10, 9],
    [10, 10],
    [10, 23],
    [40, 39],
  ])('has Gram K/(K−1) (I − 11ᵀ/K): K = %d in %d dimensions', (classes, dim) => {
    for (const seed of [undefined, 7]) {
      const encoding = simplexEtfEncoding(classes, { dim, seed });
      expect([encoding.classes, encoding.dim]).toEqual([classes, dim]);
      expectGram(encoding.gram(), 1, -1 / (classes - 1));
    }
  });

  it('takes the fewest dimensions by default, and ±1 for two classes', () => {
    expect(simplexEtfEncoding(6).dim).toBe(5);
    const [plus, minus] = simplexEtfEncoding(2).matrix.getRow(0);
    expect(plus).toBeCloseTo(1, 15);
    expect(minus).toBeCloseTo(-1, 15);
  });

  it('is the scaled centered one-hot encoding in K dimensions', () => {
    const expected = Matrix.identity(3)
      .sub(1 / 3)
      .mul(Math.sqrt(1.5))
      .to2DArray();
    expect(simplexEtfEncoding(3, { dim: 3 }).matrix.to2DArray()).toEqual(expected);
  });

  it('rejects fewer than K−1 dimensions', async () => {
    const parts = { where: 'simplexEtfEncoding', argument: 'dim', requirement: 'at least 4', received: '3' };
    await expectArgumentError(() => simplexEtfEncoding(5, { dim: 3 }), parts);
  });
});

describe('orthogonalEncoding', () => {
  it.each([
    [2, 2, 1],
    [10, 10, 3],
    [10, 17, 0.1],
    [40, 64, 1],
  ])('has Gram scale² I: K = %d, c = %d, scale %d', (classes, dim, scale) => {
    const encoding = orthogonalEncoding(classes, { dim, scale, seed: 5 });
    expect([encoding.classes, encoding.dim]).toEqual([classes, dim]);
    expectGram(encoding.gram(), scale * scale, 0);
  });

  it('is rotated uniformly: entries have mean 0 and variance 1/c over seeds', () => {
    // 400 rotations of 4×2 entries; standard errors: of the mean 0.5/√3200 < 0.009, of the variance about 0.005.
    const entries = Array.from({ length: 400 }, (_, seed) =>
      orthogonalEncoding(2, { dim: 4, seed }).matrix.to1DArray(),
    ).flat();
    const mean = entries.reduce((s, x) => s + x, 0) / entries.length;
    const variance = entries.reduce((s, x) => s + x * x, 0) / entries.length;
    expect(Math.abs(mean)).toBeLessThan(0.04);
    expect(variance).toBeCloseTo(0.25, 12);
    // Without the sign of R every first entry would have the same sign.
    const positive = entries.filter((_, i) => i % 8 === 0 && entries[i]! > 0).length;
    expect(Math.abs(positive / 400 - 0.5)).toBeLessThan(0.125);
  });

  it.each([
    ['dim', { dim: 4 }, 'at least 5', '4'],
    ['scale', { scale: 0 }, 'positive', '0'],
    ['scale', { scale: Number.NaN }, 'positive', 'NaN'],
    ['scale', { scale: Number.POSITIVE_INFINITY }, 'positive', 'Infinity'],
  ])('rejects a bad %s', async (argument, options, requirement, received) => {
    const parts = { where: 'orthogonalEncoding', argument, requirement, received };
    await expectArgumentError(() => orthogonalEncoding(5, options), parts);
  });
});
