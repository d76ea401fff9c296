import { describe, expect, it } from 'vitest';
import { collapsed, orthogonalFrame, simplexEtf, square } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

const id = 'nc2.cos';

describe(id, () => {
  it('has the value computed by hand: a square has 0 four times and −1 twice', async () => {
    expectRelative(await metricOf(id, collapsed(square)), -1 / 3, 1e-12);
  });

  it.each([2, 3, 10])(
    'is −1/(K−1) for a simplex ETF of %i classes and 0 for an orthogonal frame',
    async classes => {
      expectRelative(await metricOf(id, collapsed(simplexEtf(classes, 12))), -1 / (classes - 1), ROUNDING);
      expect(Math.abs(await metricOf(id, collapsed(orthogonalFrame(classes, 12))))).toBeLessThan(ROUNDING);
    },
  );

  it('follows the offset of ReLU features: an ETF plus t across it, from −1/(K−1) through 0 to 1', async () => {
    const classes = 5;
    for (const t of [0, 0.25, 0.5, 1, 10]) {
      const means = simplexEtf(classes, 8).map(row => [...row, t]);
      const expected = (t * t - 1 / (classes - 1)) / (1 + t * t);
      expect(Math.abs((await metricOf(id, collapsed(means))) - expected)).toBeLessThan(ROUNDING);
    }
  });

  it('does not depend on lengths', async () => {
    const means = orthogonalFrame(3, 4).map((row, k) => row.map(x => 10 ** k * x));
    expect(Math.abs(await metricOf(id, collapsed(means)))).toBeLessThan(ROUNDING);
  });

  it('is absent where a class mean is zero, as under minority collapse, and names the class', async () => {
    expect(
      await reasonOf(
        id,
        collapsed([
          [1, 0],
          [0, 0],
          [0, 1],
          [0, 0],
        ]),
      ),
    ).toBe('the mean of class 1, 3 is zero and has no direction');
  });
});
