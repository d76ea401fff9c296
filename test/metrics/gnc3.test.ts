import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { collapsed, simplexEtf } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

const etf = simplexEtf(4, 6);
const data = collapsed(etf.map(row => row.map(x => x + 1)));
const kernel = (rows: number[][]) => new Matrix(rows).transpose().to2DArray();
/** Rows of W that are the class means, row 0 or all of them the other way round. */
const opposite = (isTurned: (k: number) => boolean) =>
  kernel(etf.map((row, k) => row.map(x => (isTurned(k) ? -x : x))));

describe.each([
  // The cosines are 1 and 1/√2; all −1; one −1 and three 1.
  {
    id: 'gnc3.alignment',
    ofTwo: (1 + Math.SQRT1_2) / 2,
    selfDual: 1,
    ofAllOpposite: -1,
    ofOneOpposite: 1 / 2,
  },
  {
    id: 'gnc3.alignment.variance',
    ofTwo: (1 - Math.SQRT1_2) ** 2 / 4,
    selfDual: 0,
    ofAllOpposite: 0,
    ofOneOpposite: 3 / 4,
  },
] as const)('$id', ({ id, ofTwo, selfDual, ofAllOpposite, ofOneOpposite }) => {
  /** Relative; a variance of zero is that of rounding. */
  const expectValue = async (weights: number[][], expected: number) => {
    const value = await metricOf(id, { ...data, kernel: weights });
    if (expected === 0) expect(value).toBeLessThan(ROUNDING ** 2);
    else expectRelative(value, expected, ROUNDING);
  };

  it('has the value computed by hand', async () => {
    // Centered means ±(1, 0); weights (5, 0) and (−1, 1).
    const twoClasses = collapsed([
      [3, 2],
      [1, 2],
    ]);
    const weights = kernel([
      [5, 0],
      [-1, 1],
    ]);
    expectRelative(await metricOf(id, { ...twoClasses, kernel: weights }), ofTwo, ROUNDING);
  });

  it('takes self-dual directions whatever the lengths, around any offset', async () => {
    await expectValue(kernel(etf), selfDual);
    const lengths = [1, 20, 0.3, 7];
    await expectValue(kernel(etf.map((row, k) => row.map(x => lengths[k]! * x))), selfDual);
  });

  it('takes the opposite head, and one where one class of four is opposite', async () => {
    await expectValue(
      opposite(() => true),
      ofAllOpposite,
    );
    await expectValue(
      opposite(k => k === 0),
      ofOneOpposite,
    );
  });

  it('centers the means with the weights', async () => {
    const imbalanced = { ...collapsed(etf, [9, 1, 1, 1]), kernel: kernel(etf) };
    const [byClass, bySample] = [await metricOf(id, imbalanced), await metricOf(id, imbalanced, 'sample')];
    expect(Math.abs(byClass - bySample)).toBeGreaterThan(1e-3);
  });

  it.each([
    ['no head is given', collapsed(etf), /no head weights/],
    [
      'a weight vector is zero',
      { ...collapsed([[1], [2]]), kernel: [[0, 1]] },
      /weight vector of class 0 is zero/,
    ],
    [
      'a class mean is the center',
      { ...collapsed([[1], [2], [3]]), kernel: [[1, 1, 1]] },
      /mean of class 1 is zero/,
    ],
    [
      'the targets are not one-hot',
      {
        ...collapsed([[1], [2]]),
        kernel: [[1, 2]],
        codes: [
          [1, -1],
          [-1, 1],
        ],
      },
      /one-hot/,
    ],
  ])('is absent where %s', async (_, absentData, reason) => {
    expect(await reasonOf(id, absentData)).toMatch(reason);
  });
});
