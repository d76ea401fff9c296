import { describe, expect, it } from 'vitest';
import { encodingByName, labelSmoothingEncoding } from '../../src/encodings/index.js';
import { Matrix } from '../../src/linalg/dense.js';
import { collapsed, simplexEtf } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

describe('nc3.dual', () => {
  const id = 'nc3.dual';
  const etf = simplexEtf(4, 6);
  const transposed = new Matrix(etf).transpose();
  const kernel = (scale: number) => transposed.clone().mul(scale).to2DArray();

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

describe('nc3.dual.encoded', () => {
  const id = 'nc3.dual.encoded';
  const etf = simplexEtf(4, 6);

  /** Data whose means are Wᵀ times the centered codes: self-dual, up to an offset of all features. */
  function selfDual(codes: number[][], seed = 1) {
    const dim = 5;
    const kernel = Array.from({ length: dim }, (_, a) =>
      codes[0]!.map((_, j) => Math.sin(3 * a + 7 * j + seed)),
    );
    const answers = codes.map(code => kernel.map(row => code.reduce((s, e, j) => s + row[j]! * e, 0)));
    return { ...collapsed(answers.map(row => row.map(x => x + 2))), kernel, codes };
  }

  it('has the value computed by hand', async () => {
    // Centered means ±1. Codes (1, 1) and (−1, 1): centered ±(1, 0), A = Wᵀ(±(1, 0)) = ±w_1 with W = (1, 5)ᵀ; then W = (−1, 5)ᵀ.
    const data = {
      ...collapsed([[3], [1]]),
      codes: [
        [1, 1],
        [-1, 1],
      ],
    };
    expect(await metricOf(id, { ...data, kernel: [[1, 5]] })).toBeLessThan(1e-12);
    expectRelative(await metricOf(id, { ...data, kernel: [[-1, 5]] }), 2, 1e-12);
    // Three classes: centered means (−1, 0, 1), codes (0), (1), (5) centered (−2, −1, 3), W = 1:
    // inner product of both normalized: 5/√28.
    const three = { ...collapsed([[0], [1], [2]]), codes: [[0], [1], [5]], kernel: [[1]] };
    expectRelative(await metricOf(id, three), Math.sqrt(2 - 10 / Math.sqrt(28)), ROUNDING);
  });

  it('does not depend on the units of weights and codes', async () => {
    const three = { ...collapsed([[0], [1], [2]]), codes: [[0], [1], [5]], kernel: [[1]] };
    const value = await metricOf(id, three);
    const [small, large] = [2 ** -60, 2 ** 60];
    expectRelative(await metricOf(id, { ...three, kernel: [[small]] }), value, 1e-12);
    expectRelative(await metricOf(id, { ...three, kernel: [[large]] }), value, 1e-12);
    const codes = (unit: number) => [[0], [unit], [5 * unit]];
    expectRelative(await metricOf(id, { ...three, codes: codes(small) }), value, 1e-12);
    expectRelative(await metricOf(id, { ...three, codes: codes(large) }), value, 1e-12);
  });

  it('is zero for self-dual means of any encoding, around any offset', async () => {
    for (const name of ['label-smoothing', 'simplex-etf', 'hadamard', 'gaussian', 'orthogonal']) {
      const codes = encodingByName(name, { classes: 4 }).matrix.transpose().to2DArray();
      expect(await metricOf(id, selfDual(codes)), name).toBeLessThan(5 * ROUNDING);
    }
  });

  it('is nc3.dual for balanced one-hot codes and a head whose rows add up to zero, smoothed or not', async () => {
    const rows = simplexEtf(4, 6, 9);
    const data = { ...collapsed(etf), kernel: new Matrix(rows).transpose().to2DArray() };
    const expected = await metricOf('nc3.dual', data);
    expectRelative(await metricOf(id, data), expected, 1e-9);
    const codes = labelSmoothingEncoding(4, 0.3).matrix.transpose().to2DArray();
    expectRelative(await metricOf(id, { ...data, codes }), expected, 1e-9);
  });

  it('centers the codes with the class shares: with unequal classes both centers agree by sample only', async () => {
    const codes = encodingByName('gaussian', { classes: 4 }).matrix.transpose().to2DArray();
    const { kernel, features, labels } = selfDual(codes);
    const means = [0, 1, 2, 3].map(k => [...features[labels.indexOf(k)]!]);
    const imbalanced = { ...collapsed(means, [9, 2, 1, 4]), kernel, codes };
    expect(await metricOf(id, imbalanced, 'sample')).toBeLessThan(5 * ROUNDING);
    expect(await metricOf(id, imbalanced, 'class')).toBeGreaterThan(0.01);
  });

  it.each([
    ['no head is given', collapsed(etf), /no head weights/],
    ['all class means coincide', { ...collapsed([[1], [1]]), kernel: [[1, 2]] }, /coincide/],
    ['the head is zero', { ...collapsed([[1], [2]]), kernel: [[0, 0]] }, /answers all codes alike/],
    [
      'all outputs have the same weights',
      { ...collapsed([[1], [2]]), kernel: [[0.3, 0.3]] },
      /answers all codes alike/,
    ],
  ])('is absent where %s', async (_, data, reason) => {
    expect(await reasonOf(id, data)).toMatch(reason);
  });
});
