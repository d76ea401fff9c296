import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type Inputs, kernelPatch } from './kernelPatch.js';

/** A second tensor over the same memory, counted as a reference to it: wasm buffers are never written twice. */
export function shareBuffer({ dataId, shape, dtype }: tf.TensorInfo, backend: BackendWasm): tf.TensorInfo {
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

/** Identity shares its input's memory. The backend copies it, and clones every tensor saved for a gradient. */
export const identity = kernelPatch<Inputs<'x'>, object>(
  tf.Identity,
  'slow',
  () =>
    ({ inputs: { x }, backend }) =>
      shareBuffer(x, backend),
);
