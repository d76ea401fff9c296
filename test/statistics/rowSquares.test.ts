import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { rowSquares } from '../../src/statistics/rowSquares.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

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
