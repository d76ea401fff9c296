import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  disableWasmTraining,
  enableWasmTraining,
} from '../../../backends/wasm-training/enableWasmTraining.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { referenceMatMul } from './matMulReference.js';
import { describeOnWasm, relativeError, SUM_TOLERANCE, take } from './onWasm.js';
import { withSlowKernelsKept, withUpstreamKernels } from './upstream.js';

type MatMul = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor2D;

const PLAIN: MatMul = (a, b) => tf.matMul(a, b);
const FUSED: MatMul = (a, b) => tf.fused.matMul({ a, b, activation: 'linear' }) as tf.Tensor2D;

/**
 * Multiplies with b of shape [8, 2], then with the same buffer as [2, 8], and gives the error of the second product.
 * (In this order the faulty kernel only reads past a buffer; in the other it would write past one.)
 */
function errorAfterReshape(matMul: MatMul): number {
  return tf.tidy(() => {
    const b = tf.randomNormal<tf.Rank.R2>([8, 2], 0, 1, 'float32', 1);
    matMul(tf.ones([4, 8]), b);
    return errorOfSecondProduct(matMul, b);
  });
}

function errorOfSecondProduct(matMul: MatMul, b: tf.Tensor2D): number {
  const a = tf.randomNormal<tf.Rank.R2>([4, 2], 0, 1, 'float32', 2);
  const [as, bs] = [a.dataSync(), b.dataSync()];
  const want = referenceMatMul(
    [4, 2, 8],
    (i, k) => as[i * 2 + k]!,
    (k, j) => bs[k * 8 + j]!,
  );
  return relativeError(take(matMul(a, tf.reshape(b, [2, 8]))), want);
}

describeOnWasm('matMulCache', () => {
  test.each([
    ['matMul', PLAIN],
    ['fused.matMul', FUSED],
  ])('%s with a reshaped b: the backend alone is wrong, the guard right', (_, matMul) => {
    // Not negated with a small tolerance: the faulty product has nothing to do with the right one.
    expect(withUpstreamKernels(() => errorAfterReshape(matMul))).not.toBeLessThan(0.1);
    expect(errorAfterReshape(matMul)).toBeLessThan(SUM_TOLERANCE);
    expect(withSlowKernelsKept(() => errorAfterReshape(matMul))).toBeLessThan(SUM_TOLERANCE);
  });

  test('the two products share one cache', () => {
    const b = tf.randomNormal<tf.Rank.R2>([8, 2], 0, 1, 'float32', 1);
    FUSED(tf.ones([4, 8]), b);
    expect(errorOfSecondProduct(PLAIN, b)).toBeLessThan(SUM_TOLERANCE);
  });

  test('a clone shares the buffer, and is guarded with it', () => {
    const b = tf.randomNormal<tf.Rank.R2>([8, 2], 0, 1, 'float32', 1);
    PLAIN(tf.ones([4, 8]), b);
    expect(errorOfSecondProduct(PLAIN, tf.clone(b))).toBeLessThan(SUM_TOLERANCE);
  });

  test('buffers that were multiplied before the guard was there', () => {
    disableWasmTraining();
    const b = tf.randomNormal<tf.Rank.R2>([8, 2], 0, 1, 'float32', 1);
    PLAIN(tf.ones([4, 8]), b);
    enableWasmTraining();
    expect(errorOfSecondProduct(PLAIN, b)).toBeLessThan(SUM_TOLERANCE);
  });

  test('each shape of the buffer again and again', () => {
    const b = tf.randomNormal<tf.Rank.R2>([8, 2], 0, 1, 'float32', 1);
    for (let i = 0; i < 3; i++) {
      expect(errorOfSecondProduct(PLAIN, b)).toBeLessThan(SUM_TOLERANCE);
      const ones = take(PLAIN(tf.ones([1, 8]), b));
      expect(relativeError(ones, take(tf.sum(b, 0)))).toBeLessThan(SUM_TOLERANCE);
    }
  });

  test('convolutions do not have the fault: reshaped filters are right on the backend alone', () => {
    const run = () =>
      tf.tidy(() => {
        const x = tf.randomNormal<tf.Rank.R4>([1, 5, 5, 4], 0, 1, 'float32', 1);
        const filter = tf.randomNormal<tf.Rank.R4>([3, 3, 2, 4], 0, 1, 'float32', 2);
        const fresh = tf.tensor4d(filter.dataSync(), [3, 3, 4, 2]);
        tf.conv2d(tf.ones<tf.Rank.R4>([1, 5, 5, 2]), filter, 1, 'valid');
        const got = tf.conv2d(x, tf.reshape(filter, [3, 3, 4, 2]), 1, 'valid');
        return relativeError(got.dataSync(), tf.conv2d(x, fresh, 1, 'valid').dataSync());
      });
    expect(withUpstreamKernels(run)).toBe(0);
  });

  test('leaks neither tensors nor buffers', async () => {
    await expectNoLeakedTensors(() => void errorAfterReshape(PLAIN));
    const buffers = tf.backend().numDataIds();
    errorAfterReshape(PLAIN);
    expect(tf.backend().numDataIds()).toBe(buffers);
  });
});
