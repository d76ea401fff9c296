import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { describeOnWasm } from './onWasm.js';
import { withUpstreamKernels } from './upstream.js';

const product = () =>
  tf.tidy(() => {
    const bias = tf.reshape<tf.Rank.R1>(tf.tensor2d([[1, 2, 3]]), [3]);
    return tf.fused.matMul({ a: tf.ones([1, 2]), b: tf.ones([2, 3]), bias }).dataSync();
  });

const convolution = (depthwise: boolean) =>
  tf.tidy(() => {
    const bias = tf.reshape<tf.Rank.R1>(tf.tensor2d([[1, 2, 3]]), [3]);
    const x = tf.ones<tf.Rank.R4>([1, 1, 1, depthwise ? 3 : 2]);
    const filter = tf.ones<tf.Rank.R4>(depthwise ? [1, 1, 3, 1] : [1, 1, 2, 3]);
    const fused = depthwise ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
    return fused({ x, filter, bias, strides: 1, pad: 'valid' }).dataSync();
  });

describeOnWasm('fusedBias', () => {
  test('a bias that is a reshaped tensor, which the backend alone refuses', () => {
    expect(() => withUpstreamKernels(product)).toThrow('only supports rank-1 bias');
    expect([...product()]).toEqual([3, 4, 5]);
    expect([...convolution(false)]).toEqual([3, 4, 5]);
    expect([...convolution(true)]).toEqual([2, 3, 4]);
  });

  test('leaks neither tensors nor buffers', async () => {
    await expectNoLeakedTensors(() => void product());
    const buffers = tf.backend().numDataIds();
    product();
    expect(tf.backend().numDataIds()).toBe(buffers);
  });
});
