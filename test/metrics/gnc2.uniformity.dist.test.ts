import { describe, expect, it } from 'vitest';
import { collapsed, simplexEtf } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

const id = 'gnc2.uniformity.dist';
const K = 5;
/** Centered, with directions at a distance of 2 (two pairs) and √2 (four pairs). */
const cross = [
  [1, 0],
  [-1, 0],
  [0, 3],
  [0, -3],
];

describe(id, () => {
  it('has the value computed by hand: two of 2 and four of √2', async () => {
    expectRelative(await metricOf(id, collapsed(cross)), (4 + 4 * Math.SQRT2) / 6, ROUNDING);
  });

  it('is that of the simplex for a simplex ETF', async () => {
    expectRelative(await metricOf(id, collapsed(simplexEtf(K, 8))), Math.sqrt((2 * K) / (K - 1)), ROUNDING);
  });

  it('does not depend on the lengths of the means', async () => {
    const lengths = [1, 50, 0.01, 0.01 * 50];
    const base = await metricOf(id, collapsed(cross));
    const stretched = cross.map((row, k) => row.map(x => x * lengths[k >> 1]!));
    expectRelative(await metricOf(id, collapsed(stretched)), base, ROUNDING);
  });

  it('takes equal directions: distances 0, 2 and 2', async () => {
    expectRelative(await metricOf(id, collapsed([[1], [2], [-3]])), 4 / 3, ROUNDING);
  });

  it('is absent where a class mean coincides with the center', async () => {
    expect(await reasonOf(id, collapsed([[-1], [0], [1]]))).toMatch(/centered mean of class 1 is zero/);
  });
});
