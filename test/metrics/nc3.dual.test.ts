import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { collapsed, simplexEtf } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

const id = 'nc3.dual';
const etf = simplexEtf(4, 6);
const transposed = new Matrix(etf).transpose();
const kernel = (scale: number) => transposed.clone().mul(scale).to2DArray();

describe(id, () => {
  it('has the value computed by hand', async () => {
    // Centered means ±1, W = (1, 0): inner product of (1, 0) and (1, −1)/√2 is 1/√2.
    const data = { ...collapsed([[3], [1]]), kernel: [[1, 0]] };
    expectRelative(await metricOf(id, data), Math.sqrt(2 - Math.SQRT2), 1e-12);
  });

  it('is zero for a self-dual head of any scale, around any offset', async () => {
    for (const scale of [0.01, 1, 300]) {
      const data = collapsed(etf.map(row => row.map(x => x + 1)));
      expect(await metricOf(id, { ...data, kernel: kernel(scale) })).toBeLessThan(5 * ROUNDING);
    }
  });

  it('is 2 for the opposite head and √2 for an orthogonal one', async () => {
    expectRelative(await metricOf(id, { ...collapsed(etf), kernel: kernel(-1) }), 2, ROUNDING);
    // Equal weights for every class are orthogonal to means that are centered.
    const constant = etf[0]!.map(x => [x, x, x, x]);
    expectRelative(await metricOf(id, { ...collapsed(etf), kernel: constant }), Math.SQRT2, ROUNDING);
  });

  it('centers the means with the weights: self-dual to one center is not self-dual to the other', async () => {
    const data = { ...collapsed(etf, [9, 1, 1, 1]), kernel: kernel(1) };
    expect(await metricOf(id, data, 'class')).toBeLessThan(ROUNDING);
    expect(await metricOf(id, data, 'sample')).toBeGreaterThan(0.1);
  });

  it('takes the features of the smallest width d = 1 and heads without bias', async () => {
    const data = { ...collapsed([[-1], [1]]), kernel: [[-2, 2]], bias: null };
    expect(await metricOf(id, data)).toBeLessThan(1e-12);
  });

  it.each([
    ['no head is given', collapsed(etf), /no head weights/],
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
    ['all class means coincide', { ...collapsed([[1], [1]]), kernel: [[1, 2]] }, /coincide/],
    ['the kernel is zero', { ...collapsed([[1], [2]]), kernel: [[0, 0]] }, /kernel of the head is zero/],
  ])('is absent where %s', async (_, data, reason) => {
    expect(await reasonOf(id, data)).toMatch(reason);
  });
});
