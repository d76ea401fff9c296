import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { describeAgainstNative, describeOnWasm, relativeError } from './onWasm.js';
import { firstLosses, smallCnn } from './smallCnn.js';
import { withSlowKernelsKept } from './upstream.js';

/**
 * Rounding differs between backends (2e-7 per product), and training amplifies it a little from step to step: single
 * ReLUs and maxima near a tie choose another way.
 */
const LOSS_TOLERANCE = 1e-4;

async function lossesOn(backend: string, steps: number, batchSize: number, scale = 1): Promise<number[]> {
  await tf.setBackend(backend);
  return firstLosses(steps, batchSize, scale);
}

describeOnWasm('a small CNN', () => {
  test('has the same losses as on the cpu backend', async () => {
    const want = await lossesOn('cpu', 4, 4, 1 / 8);
    const got = await lossesOn('wasm', 4, 4, 1 / 8);
    expect(relativeError(got, want)).toBeLessThan(LOSS_TOLERANCE);
    expect(got[3]).toBeLessThan(got[0]!);
  });

  test('has the same losses with the slow kernels kept', async () => {
    const want = await lossesOn('wasm', 2, 16);
    const got = await withSlowKernelsKept(() => lossesOn('wasm', 2, 16));
    expect(relativeError(got, want)).toBeLessThan(LOSS_TOLERANCE);
  });

  test('trains for many steps without a leak of tensors or buffers', async () => {
    await tf.setBackend('wasm');
    const model = smallCnn();
    const xs = tf.ones([4, 28, 28, 1]);
    const ys = tf.ones([4, 10]);
    const step = () => model.trainOnBatch(xs, ys);
    await step();
    const before = [tf.memory().numTensors, tf.backend().numDataIds()];
    for (let i = 0; i < 40; i++) await step();
    expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before);
  });
});

describeAgainstNative('a small CNN', () => {
  test('has the same losses as on native tfjs-node', async () => {
    const want = await lossesOn('tensorflow', 8, 64);
    const got = await lossesOn('wasm', 8, 64);
    expect(relativeError(got, want)).toBeLessThan(LOSS_TOLERANCE);
    expect(got[7]).toBeLessThan(got[0]!);
  });
});
