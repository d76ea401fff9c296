import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { describeOnWasm } from './onWasm.js';
import { withUpstreamKernels } from './upstream.js';

const rows = (dtype: 'int32' | 'float32', on = 1, off = 0) =>
  tf.tidy(() => {
    const result = tf.oneHot(
      tf.tensor2d(
        [
          [2, 0],
          [3, -1],
        ],
        [2, 2],
        'int32',
      ),
      3,
      on,
      off,
      dtype,
    );
    expect([result.dtype, result.shape]).toEqual([dtype, [2, 2, 3]]);
    return [...result.dataSync()];
  });

describeOnWasm('oneHot', () => {
  test('float32, which the backend alone fills with the bits of integers', () => {
    const expected = [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    expect(withUpstreamKernels(() => rows('float32'))).not.toEqual(expected);
    expect(rows('float32')).toEqual(expected);
    expect(rows('int32')).toEqual(expected);
    expect(rows('float32', 0.75, -0.25)).toEqual(expected.map(x => x - 0.25));
  });
});
