import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { sumOverRows } from '../../src/statistics/sumOverRows.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

const integers = (rows: number, columns: number, seed: number) => {
  const { integer } = random(seed);
  return tf.tensor2d(
    Array.from({ length: rows * columns }, () => integer(7) - 3),
    [rows, columns],
  );
};

describe('sumOverRows', () => {
  // One block, exactly one, one row more, several with a remainder. Small integers: every order of sums is exact.
  it.each([1, 2048, 2049, 5000])('is AᵀB for %i rows', async rows => {
    const a = integers(rows, 3, 1);
    const b = integers(rows, 2, 2);
    const product = sumOverRows(a, b);
    const [as, bs] = [a.arraySync(), b.arraySync()];
    const expected = [0, 1, 2].map(p =>
      [0, 1].map(q => as.reduce((s, row, i) => s + row[p]! * bs[i]![q]!, 0)),
    );
    // A product with a zero may be -0.
    expect((await product.array()).map(row => row.map(x => x + 0))).toEqual(expected);
    tf.dispose([a, b, product]);
  });

  it('keeps the sum of 200,000 equal numbers, where one float32 run after the other is wrong', async () => {
    const n = 200_000;
    const ones = tf.ones<tf.Rank.R2>([n, 1]);
    const tenths = tf.fill<tf.Rank.R2>([n, 1], 0.1);
    const total = sumOverRows(ones, tenths);
    const expected = n * Math.fround(0.1);
    let run = 0;
    for (let i = 0; i < n; i++) run = Math.fround(run + Math.fround(0.1));
    expect(Math.abs(run / expected - 1)).toBeGreaterThan(5e-4);
    // Equal terms are the worst case, all roundings go one way: measured 1.6e-5 on wasm.
    expect(Math.abs((await total.data())[0]! / expected - 1)).toBeLessThan(5e-5);
    tf.dispose([ones, tenths, total]);
  });

  it('leaves nothing but its result', async () => {
    const a = integers(5000, 3, 1);
    await expectNoLeakedTensors(() => sumOverRows(a, a).dispose());
    a.dispose();
  });
});
