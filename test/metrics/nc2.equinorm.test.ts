import { describe, expect, it } from 'vitest';
import { collapsed, orthogonalFrame, simplexEtf, square } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

const id = 'nc2.equinorm';

describe(id, () => {
  it('has the value computed by hand: lengths 3, 1, 2', async () => {
    const data = collapsed([[-3], [1], [2]]);
    expectRelative(await metricOf(id, data), Math.sqrt(2 / 3) / 2, 1e-12);
  });

  it('measures from the center of the weighting: lengths 3.5, 0.5, 1.5 around m_G = 0.5', async () => {
    const data = collapsed([[-3], [1], [2]], [1, 1, 2]);
    const average = 5.5 / 3;
    const deviation = Math.sqrt((3.5 ** 2 + 0.5 ** 2 + 1.5 ** 2) / 3 - average ** 2);
    expectRelative(await metricOf(id, data, 'sample'), deviation / average, 1e-12);
    expectRelative(await metricOf(id, data, 'class'), Math.sqrt(2 / 3) / 2, 1e-12);
  });

  it.each([
    ['a simplex ETF', simplexEtf(6, 9)],
    ['an orthogonal frame, whose centered means are an ETF', orthogonalFrame(6, 9)],
    ['a square', square],
  ])('is zero for %s', async (_, means) => {
    expect(await metricOf(id, collapsed(means))).toBeLessThan(ROUNDING);
  });

  it('reaches √(K−1) where one class holds all the length, under sample weights', async () => {
    // m_G is the mean of the many classes at 0 but for 1 sample in 3,001.
    const means = [[1], ...new Array(3).fill([0])];
    const value = await metricOf(id, collapsed(means, [1, 1000, 1000, 1000]), 'sample');
    expect(value).toBeGreaterThan(0.99 * Math.sqrt(3));
    expect(value).toBeLessThan(Math.sqrt(3));
  });

  it('is absent where all class means coincide', async () => {
    expect(
      await reasonOf(
        id,
        collapsed([
          [1, 2],
          [1, 2],
        ]),
      ),
    ).toMatch(/all class means coincide/);
  });
});
