import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '@tensorflow/tfjs-core';
import { copyBuffer, firstFutureBufferId } from './buffers.js';
import { type KernelPatch, kernelPatch } from './kernelPatch.js';
import { MATMUL_KERNELS, type MatMulAttrs, type MatMulInputs, runsOnXnnpack } from './matMul.js';

/**
 * Guards matrix products against the backend's operator cache, whose key is the buffer of `b` without its shape:
 * after `matMul(a, b)`, `matMul(a2, tf.reshape(b, ...))` silently computes with the first shape of `b` (and can write
 * past its output). A buffer that was multiplied with another shape before is therefore copied.
 * Convolutions share the idea but not the fault: every size of the filter is in their key.
 */
export const matMulCache: readonly KernelPatch[] = MATMUL_KERNELS.map(kernelName =>
  kernelPatch<MatMulInputs, MatMulAttrs>(kernelName, 'wrong', upstream => {
    const firstKnown = firstFutureBufferId();
    return call => {
      const { inputs, backend } = call;
      if (!runsOnXnnpack(call) || isSafe(inputs.b, backend, firstKnown)) return upstream(call);
      const b = copyBuffer(inputs.b, backend);
      try {
        return upstream({ ...call, inputs: { ...inputs, b } });
      } finally {
        backend.disposeData(b.dataId);
      }
    };
  }),
);

/** The shape with which each buffer is cached; the key is the backend's own record of the buffer. */
const cachedShape = new WeakMap<object, string>();

/** Buffers older than the guard may be cached with any shape. */
function isSafe(b: tf.TensorInfo, backend: BackendWasm, firstKnown: number): boolean {
  const buffer = backend.dataIdMap.get(b.dataId);
  if (buffer.id < firstKnown) return false;
  const shape = b.shape.slice(-2).join('x');
  const cached = cachedShape.get(buffer);
  if (cached === undefined) cachedShape.set(buffer, shape);
  return cached === undefined || cached === shape;
}
