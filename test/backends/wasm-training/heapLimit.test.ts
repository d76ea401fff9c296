import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { describeOnWasm } from './onWasm.js';

/** A gigabyte of float32. Its pages are never touched, so no memory is used. */
const GIGABYTE = 2 ** 28;

describeOnWasm('heapLimit', () => {
  test('at 4 GB allocation fails with an error instead of writing to address 0, and work can go on', () => {
    const backend = tf.backend() as BackendWasm;
    const made: tf.TensorInfo[] = [];
    const untilFull = () => {
      for (let i = 0; i < 5; i++) made.push(backend.makeOutput([GIGABYTE], 'float32'));
    };
    expect(untilFull).toThrow(/wasm backend: out of memory: no room for a tensor of 1024 MB.*4096 MB/);
    // the heap ends at 4 GB, of which the backend itself needs some
    expect(made).toHaveLength(3);
    const tensors = tf.memory().numTensors;
    expect(() => tf.tensor1d(new Float32Array(GIGABYTE))).toThrow(RangeError);
    expect(tf.memory().numTensors).toBe(tensors);
    for (const { dataId } of made) backend.disposeData(dataId);
    expect([...tf.add(tf.tensor1d([1, 2]), 1).dataSync()]).toEqual([2, 3]);
  });
});
