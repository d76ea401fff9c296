import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { rowSquares, rowsByLabel, sumOverRows } from '../../src/statistics/rowKernels.js';
import { hasTensorflowOperations } from '../../src/statistics/tensorflowOperation.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { EXPECTED } from '../helpers/onlyIf.js';

describe('rowSquares', () => {
  const { normal } = random('rowSquares');

  it('is the squared length of every row, small, large and zero', async () => {
    const rows = [1, 1e-12, 1e12, 0].map(scale =>
      Array.from({ length: 300 }, () => Math.fround(scale * normal())),
    );
    const squares = tf.tidy(() => rowSquares(tf.tensor2d(rows)));
    expect(squares.shape).toEqual([4, 1]);
    const found = [...(await squares.data())];
    squares.dispose();
    rows.forEach((row, i) => {
      const exact = row.reduce((sum, x) => sum + x * x, 0);
      // Float32 sums of 300 terms, a root and a square.
      expect(Math.abs(found[i]! - exact)).toBeLessThanOrEqual(2e-6 * exact);
    });
  });

  it('keeps what is not finite in its row, and leaks no tensors', async () => {
    await expectNoLeakedTensors(async () => {
      const squares = tf.tidy(() =>
        rowSquares(
          tf.tensor2d([
            [1, Number.NaN],
            [3, 4],
            [Number.POSITIVE_INFINITY, 0],
          ]),
        ),
      );
      const [nan, finite, infinite] = await squares.data();
      squares.dispose();
      expect([nan, infinite].map(Number.isFinite)).toEqual([false, false]);
      expect(finite).toBeCloseTo(25, 4);
    });
  });
});

describe('rowsByLabel', () => {
  it('is the row of every label, and leaves nothing else', async () => {
    const table = tf.tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const labels = tf.tensor1d([2, 0, 2, 1], 'int32');
    await expectNoLeakedTensors(async () => {
      const rows = rowsByLabel(table, labels);
      expect(await rows.array()).toEqual([
        [5, 6],
        [1, 2],
        [5, 6],
        [3, 4],
      ]);
      rows.dispose();
    });
    tf.dispose([table, labels]);
  });

  it('throws for labels outside where the native backend runs it itself, and leaves nothing', async context => {
    context.skip(!hasTensorflowOperations(), EXPECTED.onlyNative);
    const table = tf.zeros<tf.Rank.R2>([3, 2]);
    for (const label of [-1, 3]) {
      const labels = tf.tensor1d([0, label], 'int32');
      await expectNoLeakedTensors(() => {
        expect(() => rowsByLabel(table, labels)).toThrow();
      });
      labels.dispose();
    }
    table.dispose();
  });
});

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
