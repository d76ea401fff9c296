import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  copyBuffer,
  firstFutureBufferId,
  runningBackend,
  shareBuffer,
} from '../../../backends/wasm-training/buffers.js';
import { describeOnWasm } from './onWasm.js';

const backend = () => tf.backend() as BackendWasm;
const idOf = (x: tf.TensorInfo) => backend().dataIdMap.get(x.dataId).id;

describeOnWasm('buffers', () => {
  test('runningBackend is the one in use', () => {
    expect(runningBackend()).toBe(tf.backend());
  });

  test('firstFutureBufferId lies above the existing buffers and not above later ones', () => {
    const before = tf.tensor1d([1]);
    const first = firstFutureBufferId();
    const after = tf.tensor1d([2]);
    expect(idOf(before)).toBeLessThan(first);
    expect(idOf(after)).toBeGreaterThanOrEqual(first);
  });

  test('copyBuffer makes a new buffer, shareBuffer a second reference', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const copy = copyBuffer(x, backend());
    expect(idOf(copy)).not.toBe(idOf(x));
    expect([...backend().typedArrayFromHeap(copy)]).toEqual([1, 2, 3]);
    const shared = shareBuffer(x, backend());
    expect(shared.dataId).toBe(x.dataId);
    expect(backend().refCount(x.dataId)).toBe(2);
    backend().disposeData(copy.dataId);
    backend().disposeData(shared.dataId);
  });
});
