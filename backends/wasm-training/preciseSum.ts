import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type Inputs, type KernelPatch, kernelPatch, type WasmKernel } from './kernelPatch.js';

export interface ReduceAttrs {
  axis: number | number[];
  keepDims: boolean;
}

/**
 * Guards Sum and Mean against loss of precision: the backend adds up in single precision, one term after the other,
 * which for four million similar terms is wrong by 0.4 %. Here the accumulator is double. Of no terms at all the
 * backend gives uninitialized memory; here the sum is 0 and the mean NaN.
 */
export const preciseSum: readonly KernelPatch[] = [tf.Sum, tf.Mean].map(kernelName =>
  kernelPatch<Inputs<'x'>, ReduceAttrs>(kernelName, 'wrong', upstream => call => {
    const { inputs, attrs, backend } = call;
    const { x } = inputs;
    const axes = tf.util.parseAxisParam(attrs.axis, x.shape);
    if (x.dtype !== 'float32' || axes.length === 0) return upstream(call);
    const kept = [...x.shape.keys()].filter(axis => !axes.includes(axis));
    const terms = tf.util.sizeFromShape(axes.map(axis => x.shape[axis]!));
    const out = backend.makeOutput(reducedShape(x.shape, axes, attrs.keepDims), 'float32');
    const inner = axesLast(x, [...kept, ...axes], backend);
    sumRuns(
      backend.typedArrayFromHeap(inner),
      backend.typedArrayFromHeap(out),
      terms,
      kernelName === tf.Mean ? 1 / terms : 1,
    );
    if (inner !== x) backend.disposeData(inner.dataId);
    return out;
  }),
);

export function reducedShape(shape: number[], axes: number[], keepDims: boolean): number[] {
  const sizes = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return keepDims ? sizes : sizes.filter((_, axis) => !axes.includes(axis));
}

function axesLast(x: tf.TensorInfo, perm: number[], backend: BackendWasm): tf.TensorInfo {
  if (perm.every((axis, i) => axis === i) || x.shape.includes(0)) return x;
  const transpose = tf.getKernel(tf.Transpose, 'wasm')!.kernelFunc as unknown as WasmKernel;
  return transpose({ inputs: { x }, attrs: { perm }, backend });
}

type HeapArray = tf.backend_util.TypedArray;

function sumRuns(x: HeapArray, out: HeapArray, terms: number, scale: number): void {
  for (let i = 0, p = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < terms; k++) sum += x[p++]!;
    out[i] = sum * scale;
  }
}
