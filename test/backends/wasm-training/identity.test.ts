import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { describeOnWasm } from './onWasm.js';

describeOnWasm('identity', () => {
  test('a clone shares the buffer and outlives the original', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const buffers = tf.backend().numDataIds();
    const clone = tf.clone(x);
    expect(tf.backend().numDataIds()).toBe(buffers);
    x.dispose();
    expect([...clone.dataSync()]).toEqual([1, 2, 3]);
    clone.dispose();
    expect(tf.backend().numDataIds()).toBe(buffers - 1);
  });

  test('assigning to a variable leaves its clones alone', () => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const clone = tf.clone(variable);
    variable.assign(tf.tensor1d([3, 4]));
    expect([...clone.dataSync()]).toEqual([1, 2]);
    expect([...variable.dataSync()]).toEqual([3, 4]);
    variable.dispose();
  });

  test('strings', () => {
    expect(tf.clone(tf.tensor1d(['a', 'b'])).arraySync()).toEqual(['a', 'b']);
  });

  test('leaks no tensor', async () => {
    const x = tf.ones([3]);
    await expectNoLeakedTensors(() => tf.dispose(tf.clone(x)));
  });
});
