import { describe, expect, it } from 'vitest';
import { collapsed, orthogonalFrame, simplexEtf, square } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

const id = 'nc2.equiangular';

describe(id, () => {
  it('has the value computed by hand: cosines 0 (4 pairs) and −1 (2) of a square', async () => {
    expectRelative(await metricOf(id, collapsed(square)), Math.sqrt(2 / 9), 1e-12);
  });

  it('measures angles at the center of the weighting', async () => {
    // Around (0, 1/3) the corner (0, 1) is a tip of 2/3; with 4 of 6 samples there, around (0, 2/3), one of 1/3.
    const data = collapsed(
      [
        [1, 0],
        [-1, 0],
        [0, 1],
      ],
      [1, 1, 4],
    );
    const spread = (y: number) => {
      const cosines = [(y * y - 1) / (1 + y * y), -y / Math.hypot(1, y), -y / Math.hypot(1, y)];
      const average = (cosines[0]! + cosines[1]! + cosines[2]!) / 3;
      return Math.sqrt(cosines.reduce((sum, c) => sum + (c - average) ** 2, 0) / 3);
    };
    expectRelative(await metricOf(id, data, 'class'), spread(1 / 3), 1e-9);
    expectRelative(await metricOf(id, data, 'sample'), spread(2 / 3), 1e-9);
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

  it('does not see lengths: equal angles of an ETF stretched along its vectors about the center', async () => {
    // Angles of ±120° in the plane; lengths 1, 2, 2 need weights 1/2, 1/4, 1/4 to stay centered.
    const [c, s] = [Math.cos((2 * Math.PI) / 3), Math.sin((2 * Math.PI) / 3)];
    const means = [
      [1, 0],
      [2 * c, 2 * s],
      [2 * c, -2 * s],
    ];
    expect(await metricOf(id, collapsed(means, [4, 2, 2]), 'sample')).toBeLessThan(ROUNDING);
    expect(await metricOf(id, collapsed(means, [4, 2, 2]), 'class')).toBeGreaterThan(0.1);
  });

  it('is absent where a class mean coincides with the center, and names the class', async () => {
    expect(await reasonOf(id, collapsed([[-1], [0], [1]]))).toBe(
      'the centered mean of class 1 is zero and has no direction',
    );
  });
});
