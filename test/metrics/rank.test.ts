import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { collapsed, orthogonalFrame, simplexEtf, square } from '../helpers/constructions.js';
import { statisticsOf } from '../helpers/dataset.js';
import { expectRelative, metricOf, reasonOf } from '../helpers/metricValues.js';

const id = 'rank.effective';

describe(id, () => {
  it('has the value computed by hand: shares 0.9 and 0.1 of two eigenvalues', async () => {
    const data = collapsed([
      [3, 0],
      [-3, 0],
      [0, 1],
      [0, -1],
    ]);
    expectRelative(await metricOf(id, data), Math.exp(-0.9 * Math.log(0.9) - 0.1 * Math.log(0.1)), 1e-12);
  });

  it.each([
    ['K − 1 for a simplex ETF', simplexEtf(6, 9), 5],
    ['K − 1 for an orthogonal frame, which is centered first', orthogonalFrame(6, 9), 5],
    ['d for K > d + 1 equally spread means', square, 2],
    [
      '1 for means on a line',
      [
        [0, 0],
        [1, 2],
        [5, 10],
      ],
      1,
    ],
    [
      '1 for two classes',
      [
        [0, 3],
        [1, 2],
      ],
      1,
    ],
  ])('is %s', async (_, means, expected) => {
    // Equal eigenvalues maximize the entropy: the error is of second order in the rounding of the means.
    expectRelative(await metricOf(id, collapsed(means)), expected, 1e-9);
  });

  it('counts no direction in which the means do not differ at all', async () => {
    const meansInSpan = new Matrix([
      [1, 0],
      [-1, 0],
    ]);
    const statistics = { ...(await statisticsOf(collapsed([[1], [-1]]))), meansInSpan, scatterInSpan: null };
    expect(computeMetrics({ statistics }).metrics[id]).toBe(1);
  });

  it('is of Σ_B in the chosen weighting', async () => {
    // Four corners around their center, with weights 3/8 and 1/8: eigenvalues 3/4 and 1/4 under sample weights.
    const data = collapsed(square, [3, 1, 3, 1]);
    expectRelative(await metricOf(id, data, 'class'), 2, 1e-12);
    const expected = Math.exp(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25));
    expectRelative(await metricOf(id, data, 'sample'), expected, 1e-12);
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
