import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { describeOnWasm } from './onWasm.js';
import { withUpstreamKernels } from './upstream.js';

const clipped = (dtype: 'int32' | 'float32') =>
  tf.tidy(() => {
    const result = tf.clipByValue(tf.tensor1d([-3, 0, 2, 5, 2 ** 24 + 1], dtype), 0, 3);
    expect(result.dtype).toBe(dtype);
    return [...result.dataSync()];
  });

describeOnWasm('clipByValue', () => {
  test('integers, which the backend alone does not clip', () => {
    expect(withUpstreamKernels(() => clipped('int32'))).not.toEqual([0, 0, 2, 3, 3]);
    expect(clipped('int32')).toEqual([0, 0, 2, 3, 3]);
    expect(clipped('float32')).toEqual([0, 0, 2, 3, 3]);
  });
});
