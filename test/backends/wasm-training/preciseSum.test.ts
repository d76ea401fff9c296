import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { describeOnWasm, relativeError, soilHeap, take } from './onWasm.js';
import { referenceSum } from './sumReference.js';
import { withSlowKernelsKept, withUpstreamKernels } from './upstream.js';

/** One rounding of the result to float32. */
const ROUNDING = 1.2e-7;

const CASES: { shape: number[]; axes: number[] }[] = [
  { shape: [1000], axes: [0] },
  { shape: [3, 500], axes: [1] },
  { shape: [3, 4, 50], axes: [0, 1, 2] },
  { shape: [3, 4, 50], axes: [1] },
  { shape: [3, 4, 50], axes: [2, 0] },
  { shape: [3, 4, 50], axes: [2, 1] },
];

function expectRounded(): void {
  for (const { shape, axes } of CASES) {
    const x = tf.randomUniform(shape, 0, 1, 'float32', 1);
    const sums = referenceSum(x.dataSync(), shape, axes);
    const terms = x.size / sums.length;
    expect(relativeError(take(tf.sum(x, axes)), sums), JSON.stringify({ shape, axes })).toBeLessThan(
      ROUNDING,
    );
    expect(
      relativeError(
        take(tf.mean(x, axes)),
        sums.map(value => value / terms),
      ),
    ).toBeLessThan(ROUNDING);
    expect(tf.sum(x, axes, true).shape).toEqual(shape.map((size, axis) => (axes.includes(axis) ? 1 : size)));
  }
}

describeOnWasm('preciseSum', () => {
  test('sums over inner, middle and all axes are right but for the rounding of the result', () => {
    expectRounded();
    withSlowKernelsKept(expectRounded);
  });

  test('two million terms, which the backend alone gets wrong by a thousandth', () => {
    const x = tf.fill([2_000_000], 0.1);
    const want = [2_000_000 * Math.fround(0.1)];
    expect(withUpstreamKernels(() => relativeError(take(tf.sum(x)), want))).toBeGreaterThan(1e-3);
    expect(relativeError(take(tf.sum(x)), want)).toBeLessThan(ROUNDING);
    expect(relativeError(take(tf.mean(x)), [Math.fround(0.1)])).toBeLessThan(ROUNDING);
  });

  test('scalars, empty and boolean tensors', () => {
    expect(tf.sum(tf.scalar(3)).arraySync()).toBe(3);
    soilHeap([2]);
    expect(tf.sum(tf.zeros([2, 0]), 1).arraySync()).toEqual([0, 0]);
    expect(tf.sum(tf.zeros([0, 2]), 0).arraySync()).toEqual([0, 0]);
    expect(tf.mean(tf.zeros([2, 0]), 1).arraySync()).toEqual([Number.NaN, Number.NaN]);
    expect(tf.sum(tf.tensor1d([true, false, true], 'bool')).arraySync()).toBe(2);
  });

  test('leaks neither tensors nor buffers', async () => {
    const x = tf.ones([3, 4, 5]);
    const sum = () => tf.dispose([tf.sum(x, 1), tf.mean(x, [2])]);
    await expectNoLeakedTensors(sum);
    const buffers = tf.backend().numDataIds();
    sum();
    expect(tf.backend().numDataIds()).toBe(buffers);
  });
});
