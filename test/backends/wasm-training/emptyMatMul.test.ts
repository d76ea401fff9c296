import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { describeOnWasm, soilHeap } from './onWasm.js';

describeOnWasm('emptyMatMul', () => {
  test('a product over no terms is zero', () => {
    soilHeap([2, 3]);
    expect(tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])).arraySync()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(tf.matMul(tf.zeros([0, 2]), tf.zeros([0, 3]), true).arraySync()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  test('a product with no rows is empty', () => {
    expect(tf.matMul(tf.zeros([0, 2]), tf.zeros([2, 3])).shape).toEqual([0, 3]);
  });
});
