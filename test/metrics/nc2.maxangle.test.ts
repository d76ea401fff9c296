import { describe, expect, it } from 'vitest';
import { collapsed, orthogonalFrame, simplexEtf, square } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

const id = 'nc2.maxangle';

describe(id, () => {
  it('has the value computed by hand: a square has |0 + 1/3| four times and |−1 + 1/3| twice', async () => {
    expectRelative(await metricOf(id, collapsed(square)), 4 / 9, 1e-12);
  });

  it('is the mean of distances, not the distance of the mean: cosines of a square average to −1/3', async () => {
    expect(await metricOf(id, collapsed(square))).toBeGreaterThan(0.4);
  });

  it.each([
    ['a simplex ETF', simplexEtf(6, 9)],
    ['an orthogonal frame, whose centered means are an ETF', orthogonalFrame(6, 9)],
    [
      'two classes',
      [
        [1, 2],
        [5, 3],
      ],
    ],
  ])('is zero for %s', async (_, means) => {
    expect(await metricOf(id, collapsed(means))).toBeLessThan(ROUNDING);
  });

  it('takes the center of the weighting: seen from m_G the many classes at one point differ from the one away', async () => {
    const means = [
      [4, 0],
      [0, 1],
      [0, -1],
    ];
    const data = collapsed(means, [2, 1, 1]);
    // m_G = (2, 0): (2, 0), (−2, ±1): cosines −2/√5 twice, and 3/5.
    const expected = (2 * Math.abs(-2 / Math.sqrt(5) + 0.5) + Math.abs(3 / 5 + 0.5)) / 3;
    expectRelative(await metricOf(id, data, 'sample'), expected, 1e-9);
  });

  it('is absent where a class mean coincides with the center', async () => {
    expect(await reasonOf(id, collapsed([[-1], [0], [1]]))).toMatch(/class 1 is zero/);
  });
});
