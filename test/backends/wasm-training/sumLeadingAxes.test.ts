import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { describeOnWasm, relativeError, SUM_TOLERANCE, take } from './onWasm.js';
import { referenceSum } from './sumReference.js';

/** Images below and above the size that is pooled, and of one pixel; matrices; other ranks. */
const CASES: { shape: number[]; axes: number[] }[] = [
  { shape: [3, 8, 6, 5], axes: [0, 1, 2] },
  { shape: [3, 8, 6, 5], axes: [2, 0, 1] },
  { shape: [2, 40, 40, 3], axes: [0, 1, 2] },
  { shape: [7, 1, 1, 5], axes: [0, 1, 2] },
  { shape: [3, 8, 6, 5], axes: [0, 1] },
  { shape: [3, 8, 6, 5], axes: [0] },
  { shape: [100, 7], axes: [0] },
  { shape: [100, 7], axes: [-2] },
  { shape: [4, 5, 6], axes: [0, 1] },
  { shape: [1, 5], axes: [0] },
];

describeOnWasm('sumLeadingAxes', () => {
  test('sum and mean over the first axes, in any order, dimensions kept or not', () => {
    for (const { shape, axes } of CASES) {
      // a mean far from zero, as in the moments of activations
      const x = tf.randomNormal(shape, 3, 1, 'float32', 1);
      const positive = axes.map(axis => (axis + shape.length) % shape.length);
      const sums = referenceSum(x.dataSync(), shape, positive);
      const terms = x.size / sums.length;
      for (const keepDims of [false, true]) {
        const sum = tf.sum(x, axes, keepDims);
        const mean = tf.mean(x, axes, keepDims);
        const want = shape.map((size, axis) => (positive.includes(axis) ? 1 : size));
        expect(sum.shape).toEqual(keepDims ? want : shape.filter((_, axis) => !positive.includes(axis)));
        expect(mean.shape).toEqual(sum.shape);
        expect(relativeError(take(sum), sums), JSON.stringify({ shape, axes })).toBeLessThan(SUM_TOLERANCE);
        expect(
          relativeError(
            take(mean),
            sums.map(value => value / terms),
          ),
        ).toBeLessThan(SUM_TOLERANCE);
      }
    }
  });

  test('gradients: of the sum ones, of the mean 1/terms', () => {
    const x = tf.randomNormal([4, 3, 2, 5], 0, 1, 'float32', 1);
    expect(new Set(take(tf.grad(t => tf.sum(t, [0, 1, 2]))(x)))).toEqual(new Set([1]));
    expect(new Set(take(tf.grad(t => tf.mean(t, [0, 1, 2]))(x)))).toEqual(new Set([Math.fround(1 / 24)]));
  });

  test('leaves integers and empty tensors to the backend', () => {
    const integers = tf.sum(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), 0);
    expect(integers.dtype).toBe('int32');
    expect(integers.arraySync()).toEqual([4, 6]);
    expect(tf.sum(tf.zeros([0, 3]), 0).arraySync()).toEqual([0, 0, 0]);
  });

  test('leaks neither tensors nor buffers', async () => {
    const x = tf.ones([2, 4, 4, 3]);
    const sum = () => tf.dispose([tf.sum(x, [0, 1, 2]), tf.mean(x, [0])]);
    await expectNoLeakedTensors(sum);
    const buffers = tf.backend().numDataIds();
    sum();
    expect(tf.backend().numDataIds()).toBe(buffers);
  });
});
