import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients, which tfjs-core alone does not have; tfjs-node brings its own.
import '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { nativeChecks } from '../../../../backends/native/setup/nativeChecks.js';
import { expectNoLeakedTensors } from '../../../helpers/leaks.js';

test('a sound backend passes', async () => {
  expect(nativeChecks(tf)).toEqual([]);
  await expectNoLeakedTensors(() => void nativeChecks(tf));
});

test('a backend that computes wrongly is found out', () => {
  const wrong = {
    ...tf,
    matMul: ((a: tf.Tensor, b: tf.Tensor) => tf.add(tf.matMul(a, b), 1)) as typeof tf.matMul,
  };
  expect(nativeChecks(wrong)).toEqual([expect.stringMatching(/^matMul: expected .+, got /)]);
});
