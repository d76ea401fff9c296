import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {
  type Inputs,
  type KernelCall,
  type KernelPatch,
  kernelPatch,
  type WasmKernel,
} from './kernelPatch.js';
import { type ReduceAttrs, reducedShape } from './preciseSum.js';

type ReduceCall = KernelCall<Inputs<'x'>, ReduceAttrs>;

/** Larger images are not averaged in single precision: the error of the sum grows with their size. */
const MAX_POOLED_PIXELS = 1024;

/**
 * Sum and Mean over the leading axes: bias gradients and the moments of batch normalization. The backend transposes
 * first. Rows are added up in double precision; small images are first averaged by the backend's vectorized AvgPool.
 */
export const sumLeadingAxes: readonly KernelPatch[] = [tf.Sum, tf.Mean].map(kernelName =>
  kernelPatch<Inputs<'x'>, ReduceAttrs>(kernelName, 'slow', upstream => call => {
    const { dtype, shape } = call.inputs.x;
    const axes = [...tf.util.parseAxisParam(call.attrs.axis, shape)].sort((a, b) => a - b);
    const leading = axes.length < shape.length && axes.every((axis, i) => axis === i);
    if (dtype !== 'float32' || !leading || shape.includes(0)) return upstream(call);
    return sumLeading(call, axes, kernelName === tf.Mean);
  }),
);

function sumLeading({ inputs, attrs, backend }: ReduceCall, axes: number[], mean: boolean): tf.TensorInfo {
  const { shape } = inputs.x;
  const rows = tf.util.sizeFromShape(shape.slice(0, axes.length));
  const out = backend.makeOutput(reducedShape(shape, axes, attrs.keepDims), 'float32');
  const pixels = shape.length === 4 && axes.length === 3 ? shape[1]! * shape[2]! : 1;
  const isPooled = pixels > 1 && pixels <= MAX_POOLED_PIXELS;
  const summed = isPooled ? averageImages(inputs.x, backend) : inputs.x;
  const scale = isPooled ? pixels : 1;
  sumRows(
    backend.typedArrayFromHeap(summed),
    backend.typedArrayFromHeap(out),
    rows / scale,
    mean ? scale / rows : scale,
  );
  if (isPooled) backend.disposeData(summed.dataId);
  return out;
}

function averageImages(x: tf.TensorInfo, backend: BackendWasm): tf.TensorInfo {
  const averagePool = tf.getKernel(tf.AvgPool, 'wasm')!.kernelFunc as unknown as WasmKernel;
  const attrs = { filterSize: [x.shape[1], x.shape[2]], strides: [1, 1], pad: 'valid' };
  return averagePool({ inputs: { x }, attrs, backend });
}

type HeapArray = tf.backend_util.TypedArray;

function sumRows(x: HeapArray, out: HeapArray, rows: number, scale: number): void {
  const width = out.length;
  const sums = new Float64Array(width);
  for (let row = 0, p = 0; row < rows; row++) {
    for (let k = 0; k < width; k++) sums[k]! += x[p++]!;
  }
  for (let k = 0; k < width; k++) out[k] = sums[k]! * scale;
}
