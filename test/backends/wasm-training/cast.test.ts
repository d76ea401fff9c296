import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { describeOnWasm } from './onWasm.js';
import { withSlowKernelsKept, withUpstreamKernels } from './upstream.js';

const VALUES = [0.5, 256, 0, -0, -1, 2, Number.NaN, Number.POSITIVE_INFINITY];
const asBool = () => tf.tidy(() => [...tf.cast(tf.tensor1d(VALUES), 'bool').dataSync()]);

describeOnWasm('cast', () => {
  test('to the same type shares the buffer and outlives the original', () => {
    const x = tf.tensor1d([1.5, 2.5]);
    const buffers = tf.backend().numDataIds();
    const same = tf.cast(x, 'float32');
    expect(tf.backend().numDataIds()).toBe(buffers);
    x.dispose();
    expect([...same.dataSync()]).toEqual([1.5, 2.5]);
  });

  test('between types', () => {
    expect([...tf.cast(tf.tensor1d([1.7, -1.7, 0]), 'int32').dataSync()]).toEqual([1, -1, 0]);
    expect([...tf.cast(tf.tensor1d([1, -3], 'int32'), 'float32').dataSync()]).toEqual([1, -3]);
    expect([...tf.cast(tf.tensor1d([true, false], 'bool'), 'float32').dataSync()]).toEqual([1, 0]);
  });

  test('to bool: whatever is not zero is true, which the backend alone gets wrong', () => {
    const want = [1, 1, 0, 0, 1, 1, 1, 1];
    expect(withUpstreamKernels(asBool)).not.toEqual(want);
    expect(asBool()).toEqual(want);
    expect(withSlowKernelsKept(asBool)).toEqual(want);
    expect([...tf.cast(tf.tensor1d([0, 256, -1], 'int32'), 'bool').dataSync()]).toEqual([0, 1, 1]);
  });

  test('leaks no tensor', async () => {
    const x = tf.ones([3]);
    await expectNoLeakedTensors(() => {
      tf.dispose([tf.cast(x, 'float32'), tf.cast(x, 'int32'), tf.cast(x, 'bool')]);
    });
  });
});
