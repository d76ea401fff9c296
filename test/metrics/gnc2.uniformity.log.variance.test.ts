import { describe, expect, it } from 'vitest';
import { collapsed, simplexEtf } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

const id = 'gnc2.uniformity.log.variance';
const K = 5;
/** Centered, with directions at a distance of 2 (two pairs) and √2 (four pairs). */
const cross = [
  [1, 0],
  [-1, 0],
  [0, 3],
  [0, -3],
];

describe(id, () => {
  it('has the value computed by hand: two of −ln 2 and four of −½ ln 2', async () => {
    expectRelative(await metricOf(id, collapsed(cross)), Math.LN2 ** 2 / 18, ROUNDING);
  });

  it('has no spread for a simplex ETF', async () => {
    expect(await metricOf(id, collapsed(simplexEtf(K, 8)))).toBeLessThan(ROUNDING ** 2);
  });

  it('does not depend on the lengths of the means', async () => {
    const lengths = [1, 50, 0.01, 0.01 * 50];
    const base = await metricOf(id, collapsed(cross));
    const stretched = cross.map((row, k) => row.map(x => x * lengths[k >> 1]!));
    expectRelative(await metricOf(id, collapsed(stretched)), base, ROUNDING);
  });

  it('is absent where two centered means have the same direction, to rounding too', async () => {
    expect(await reasonOf(id, collapsed([[1], [2], [-3]]))).toMatch(/same direction/);
    const along = [1, 2, -3].map(t => [t, 3 * t, -7 * t]);
    expect(await reasonOf(id, collapsed(along))).toMatch(/same direction/);
  });

  it('is absent where a class mean coincides with the center', async () => {
    expect(await reasonOf(id, collapsed([[-1], [0], [1]]))).toMatch(/centered mean of class 1 is zero/);
  });
});
