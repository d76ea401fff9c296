import * as tf from '@tensorflow/tfjs-core';
// tfjs-core alone registers no gradients.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect } from 'vitest';
import { enableWasmTraining } from '../../../backends/wasm-training/index.js';
import { EXPECTED, onlyIf } from '../../helpers/onlyIf.js';

const isNativeRun = process.env.TFJS_NC_TEST_BACKEND !== 'wasm';

/** A suite on the wasm backend with its training kernels. It does not repeat itself in the native run. */
export function describeOnWasm(name: string, body: () => void): void {
  describe(name, onlyIf(!isNativeRun, EXPECTED.onlyWasm), () => {
    beforeAll(async () => {
      await tf.setBackend('wasm');
      enableWasmTraining();
    });
    body();
  });
}

/** A suite that compares wasm with native tfjs-node, both in this process; only in the native run. */
export function describeAgainstNative(name: string, body: () => void): void {
  describe(name, onlyIf(isNativeRun, EXPECTED.onlyNative), () => {
    beforeAll(() => {
      enableWasmTraining();
    });
    body();
  });
}

/** The largest error, relative to the largest value: an error of single entries near zero says nothing. */
export function relativeError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  expect(got.length).toBe(want.length);
  let error = 0;
  let scale = 0;
  for (let i = 0; i < want.length; i++) {
    error = Math.max(error, Math.abs(got[i]! - want[i]!));
    scale = Math.max(scale, Math.abs(want[i]!));
    // Math.max would pass over it.
    if (Number.isNaN(got[i]!) !== Number.isNaN(want[i]!)) return Number.NaN;
  }
  return scale === 0 ? error : error / scale;
}

/**
 * Sums of float32 products: each term is rounded to 6e-8 of its size, and a few thousand terms of mixed sign lose one
 * to two decimal digits to cancellation.
 */
export const SUM_TOLERANCE = 1e-5;

/** Values of a tensor, which is disposed of. */
export function take(tensor: tf.Tensor): Float32Array {
  const values = tensor.dataSync() as Float32Array;
  tensor.dispose();
  return values;
}

/** Leaves numbers behind in the memory that the next tensors get: fresh memory is zero, used memory is not. */
export function soilHeap(shape: number[]): void {
  tf.dispose(Array.from({ length: 8 }, () => tf.fill(shape, 7)));
}

/** Every combination of the values of each option. */
export function combinations<T extends Record<string, unknown>>(
  options: { [K in keyof T]: readonly T[K][] },
): T[] {
  return Object.entries(options).reduce<Record<string, unknown>[]>(
    (rows, [key, values]) =>
      rows.flatMap(row => (values as readonly unknown[]).map(value => ({ ...row, [key]: value }))),
    [{}],
  ) as T[];
}
