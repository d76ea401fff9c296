import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { hasTensorflowOperations, tensorflowOperation } from '../../src/statistics/tensorflowOperation.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { EXPECTED } from '../helpers/onlyIf.js';

it('is for the native backend on a CPU', () => {
  const { isUsingGpuDevice } = tf.backend() as unknown as { isUsingGpuDevice?: boolean };
  expect(hasTensorflowOperations()).toBe(tf.getBackend() === 'tensorflow' && isUsingGpuDevice === false);
});

it('runs an operation by name, and leaks no tensors, with unknown names either', async context => {
  context.skip(!hasTensorflowOperations(), EXPECTED.onlyNative);
  await expectNoLeakedTensors(async () => {
    const sum = tf.tidy(() =>
      tensorflowOperation<tf.Tensor1D>('AddV2', { T: 'int32' }, [
        tf.tensor1d([1, 2], 'int32'),
        tf.tensor1d([3, 4], 'int32'),
      ]),
    );
    expect([...(await sum.data())]).toEqual([4, 6]);
    sum.dispose();
    expect(() => tf.tidy(() => tensorflowOperation('NoSuchOperation', {}, [tf.scalar(1)]))).toThrow();
  });
});
