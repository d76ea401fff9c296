import { describe, expect, it } from 'vitest';
import { collapsed, orthogonalFrame, simplexEtf, square } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

const id = 'nc2.etf';

describe(id, () => {
  it('has the value computed by hand: the Gram of a square has norm √8 and inner product 4/√3 with the ETF', async () => {
    expectRelative(await metricOf(id, collapsed(square)), Math.sqrt(2 - (2 * 4) / Math.sqrt(24)), 1e-12);
  });

  it.each([
    ['a simplex ETF', simplexEtf(6, 9)],
    ['an orthogonal frame: the features of a ReLU net at collapse', orthogonalFrame(6, 9)],
    ['an ETF far from zero', simplexEtf(6, 9).map(row => row.map(x => x + 2))],
    [
      'two classes',
      [
        [1, 2],
        [5, 3],
      ],
    ],
  ])('is zero for %s', async (_, means) => {
    expect(await metricOf(id, collapsed(means))).toBeLessThan(5 * ROUNDING);
  });

  it('is √(2 − 2/√(K−1)) where the means lie on a line, as wide as it gets for centered means', async () => {
    // A rank-one centered Gram of trace t has norm t, and inner product t/√(K−1) with the ETF.
    const classes = 6;
    const line = collapsed([-5, -3, 0, 1, 2, 5].map(t => [t]));
    expectRelative(await metricOf(id, line), Math.sqrt(2 - 2 / Math.sqrt(classes - 1)), 1e-12);
  });

  it('uses the center of the weighting: an ETF of unequal classes is off it', async () => {
    const data = collapsed(simplexEtf(4, 6), [9, 1, 1, 1]);
    expect(await metricOf(id, data, 'class')).toBeLessThan(ROUNDING);
    expect(await metricOf(id, data, 'sample')).toBeGreaterThan(0.1);
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
