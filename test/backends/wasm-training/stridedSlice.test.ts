import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { describeOnWasm } from './onWasm.js';
import { withUpstreamKernels } from './upstream.js';

/** 2^24 + 1 is not a float32. */
const everySecond = (dtype: 'int32' | 'float32' | 'bool') =>
  tf.tidy(() => {
    const x = tf.cast(tf.tensor2d([3, 1, 2 ** 24 + 1, 0, 5, 4], [2, 3], 'int32'), dtype);
    const result = tf.stridedSlice(x, [0, 0], [2, 3], [1, 2]);
    expect(result.shape).toEqual([2, 2]);
    return { dtype: result.dtype, values: [...result.dataSync()] };
  });

describeOnWasm('stridedSlice', () => {
  test('integers and booleans, which the backend alone returns as floats', () => {
    const integers = { dtype: 'int32', values: [3, 2 ** 24 + 1, 0, 4] };
    expect(withUpstreamKernels(() => everySecond('int32'))).not.toEqual(integers);
    expect(everySecond('int32')).toEqual(integers);
    expect(everySecond('bool')).toEqual({ dtype: 'bool', values: [1, 1, 0, 1] });
    expect(everySecond('float32')).toEqual({ dtype: 'float32', values: [3, 2 ** 24, 0, 4] });
  });

  test('steps of one', () => {
    const x = tf.tensor1d([1, 2, 3, 4], 'int32');
    const inner = tf.stridedSlice(x, [1], [3], [1]);
    expect(inner.dtype).toBe('int32');
    expect(inner.arraySync()).toEqual([2, 3]);
    expect(tf.stridedSlice(x, [3], [0], [-2]).arraySync()).toEqual([4, 2]);
  });

  test('leaks no tensor', async () => {
    await expectNoLeakedTensors(() => {
      everySecond('int32');
      everySecond('bool');
    });
  });
});
