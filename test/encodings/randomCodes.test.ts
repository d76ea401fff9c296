import { describe, expect, it } from 'vitest';
import { gaussianEncoding, sphericalEncoding } from '../../src/encodings/randomCodes.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';

const moment = (values: number[], power: number) =>
  values.reduce((sum, x) => sum + x ** power, 0) / values.length;

describe('gaussianEncoding', () => {
  it('has entries of mean 0, variance 1/c and kurtosis 3', () => {
    const encoding = gaussianEncoding(200, { dim: 100, seed: 4 });
    const scaled = encoding.matrix.to1DArray().map(x => 10 * x);
    // 20,000 standard normals: standard errors 0.007, 0.01 and √(96/20000) = 0.07; five of each.
    expect(Math.abs(moment(scaled, 1))).toBeLessThan(0.035);
    expect(Math.abs(moment(scaled, 2) - 1)).toBeLessThan(0.05);
    expect(Math.abs(moment(scaled, 4) - 3)).toBeLessThan(0.35);
  });

  it('gives the first classes the same codes however many there are', () => {
    const few = gaussianEncoding(3, { dim: 4 }).matrix.transpose().to2DArray();
    const many = gaussianEncoding(9, { dim: 4 }).matrix.transpose().to2DArray();
    expect(many.slice(0, 3)).toEqual(few);
  });

  it('has K dimensions by default', () => {
    expect(gaussianEncoding(7).dim).toBe(7);
    expect(gaussianEncoding(7).name).toBe('gaussian(dim=7,seed=0)');
  });
});

describe('sphericalEncoding', () => {
  it('has codes of norm 1', () => {
    for (const x of sphericalEncoding(50, { dim: 3 }).gram().diagonal()) expect(x).toBeCloseTo(1, 14);
  });

  it('is uniform: in 3 dimensions a coordinate is uniform on [−1, 1]', () => {
    const heights = sphericalEncoding(2000, { dim: 3, seed: 2 })
      .matrix.getRow(0)
      .sort((a, b) => a - b);
    const worst = Math.max(...heights.map((z, i) => Math.abs((z + 1) / 2 - (i + 0.5) / heights.length)));
    // Kolmogorov-Smirnov at the 0.001 level: 1.95/√n.
    expect(worst).toBeLessThan(1.95 / Math.sqrt(2000));
  });

  it('needs distinct codes: three on a line of two points cannot be', async () => {
    const parts = {
      where: 'sphericalEncoding',
      argument: 'dim',
      requirement: 'distinct',
      received: 'same code',
    };
    await expectArgumentError(() => sphericalEncoding(3, { dim: 1 }), parts);
  });
});

describe.each([
  ['gaussianEncoding', gaussianEncoding],
  ['sphericalEncoding', sphericalEncoding],
] as const)('%s', (where, make) => {
  it.each([0, -1, 1.5, Number.NaN])('rejects dim %d', async dim => {
    const parts = { where, argument: 'dim', requirement: 'an integer of at least 1', received: String(dim) };
    await expectArgumentError(() => make(3, { dim }), parts);
  });
});
