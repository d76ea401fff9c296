import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { describeOnWasm, relativeError, take } from './onWasm.js';

describeOnWasm('unsortedSegmentSum', () => {
  test('adds the rows of each segment; empty segments are zero', () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
    const sums = tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, 2], 'int32'), 4);
    expect(sums.arraySync()).toEqual([
      [3, 4],
      [0, 0],
      [1 + 5 + 7, 2 + 6 + 8],
      [0, 0],
    ]);
  });

  test('drops ids outside of the segments', () => {
    const sums = tf.unsortedSegmentSum(tf.tensor1d([1, 2, 4]), tf.tensor1d([-1, 1, 2], 'int32'), 2);
    expect(sums.arraySync()).toEqual([0, 2]);
  });

  test('keeps int32', () => {
    const sums = tf.unsortedSegmentSum(tf.tensor1d([1, 2, 4], 'int32'), tf.tensor1d([1, 1, 0], 'int32'), 2);
    expect(sums.dtype).toBe('int32');
    expect(sums.arraySync()).toEqual([4, 3]);
  });

  test('is the gradient of gather, along any axis, with repeated indices', () => {
    const x = tf.randomNormal([4, 5, 3], 0, 1, 'float32', 1);
    const indices = [3, 1, 1, 0, 3, 3, 4];
    for (const axis of [0, 1, 2]) {
      const valid = indices.filter(i => i < x.shape[axis]!);
      const shape = x.shape.map((size, i) => (i === axis ? valid.length : size));
      const dy = tf.randomNormal(shape, 0, 1, 'float32', 2);
      const gradient = tf.grad(t => tf.gather(t, tf.tensor1d(valid, 'int32'), axis))(x, dy);
      // y = gather(x): dx[..., i, ...] is the sum of dy over the places that read i
      const outer = x.shape.slice(0, axis).reduce((a, b) => a * b, 1);
      const inner = x.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
      const want = new Float64Array(x.size);
      const dys = dy.dataSync();
      for (let o = 0; o < outer; o++)
        valid.forEach((index, place) => {
          for (let k = 0; k < inner; k++)
            want[(o * x.shape[axis]! + index) * inner + k]! += dys[(o * valid.length + place) * inner + k]!;
        });
      // up to three float32 terms
      expect(relativeError(take(gradient), want)).toBeLessThan(1e-6);
    }
  });

  test('refuses ids of another shape, naming it', () => {
    const call = () =>
      tf
        .engine()
        .runKernel(
          tf.UnsortedSegmentSum,
          { x: tf.zeros([3, 2]), segmentIds: tf.tensor1d([0, 1], 'int32') },
          { numSegments: 2 },
        );
    expect(call).toThrow(/UnsortedSegmentSum.*segmentIds.*\[3\].*shape \[2\]/);
  });

  test('leaks no tensor', async () => {
    const x = tf.ones([4, 3]);
    const ids = tf.tensor1d([0, 0, 1, 1], 'int32');
    await expectNoLeakedTensors(() => tf.dispose(tf.unsortedSegmentSum(x, ids, 2)));
  });
});
