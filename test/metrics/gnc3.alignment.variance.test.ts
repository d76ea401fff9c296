import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { collapsed, simplexEtf } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

const id = 'gnc3.alignment.variance';
const etf = simplexEtf(4, 6);
const data = collapsed(etf.map(row => row.map(x => x + 1)));
const kernel = (rows: number[][]) => new Matrix(rows).transpose().to2DArray();

describe(id, () => {
  it('has the value computed by hand', async () => {
    // Centered means ±(1, 0); weights (5, 0) and (−1, 1): cosines 1 and 1/√2.
    const twoClasses = collapsed([
      [3, 2],
      [1, 2],
    ]);
    const weights = kernel([
      [5, 0],
      [-1, 1],
    ]);
    expectRelative(
      await metricOf(id, { ...twoClasses, kernel: weights }),
      (1 - Math.SQRT1_2) ** 2 / 4,
      ROUNDING,
    );
  });

  it('is 0 for self-dual directions whatever the lengths, around any offset', async () => {
    expect(await metricOf(id, { ...data, kernel: kernel(etf) })).toBeLessThan(ROUNDING ** 2);
    const lengths = [1, 20, 0.3, 7];
    const stretched = etf.map((row, k) => row.map(x => lengths[k]! * x));
    expect(await metricOf(id, { ...data, kernel: kernel(stretched) })).toBeLessThan(ROUNDING ** 2);
  });

  it('is ¾ where one class of four is opposite', async () => {
    // Three classes at 1, one at −1: mean ½, variance 1 − ¼.
    const rows = etf.map((row, k) => row.map(x => (k === 0 ? -x : x)));
    expectRelative(await metricOf(id, { ...data, kernel: kernel(rows) }), 0.75, ROUNDING);
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
