import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../../src/base/argumentError.js';
import {
  type KernelCall,
  type KernelInputs,
  type KernelPatch,
  kernelPatch,
  type WasmKernel,
} from './kernelPatch.js';

type ReduceCall = KernelCall<KernelInputs<'x'>, ReduceAttrs>;

/** Larger images are not averaged in single precision: the error of the sum grows with their size. */
const MAX_POOLED_PIXELS = 1024;

/**
 * Sum and Mean over the leading axes: bias gradients and the moments of batch normalization. The backend transposes
 * first. Rows are added up in double precision; small images are first averaged by the backend's vectorized AvgPool.
 */
export const sumLeadingAxes: readonly KernelPatch[] = [tf.Sum, tf.Mean].map(kernelName =>
  kernelPatch<KernelInputs<'x'>, ReduceAttrs>(kernelName, 'slow', upstream => call => {
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
  kernelPatch<KernelInputs<'x'>, ReduceAttrs>(kernelName, 'wrong', upstream => call => {
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

function sumRuns(x: HeapArray, out: HeapArray, terms: number, scale: number): void {
  for (let i = 0, p = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < terms; k++) sum += x[p++]!;
    out[i] = sum * scale;
  }
}

/**
 * `out[s] = sum of x[i] over all i with segmentIds[i] = s`, along the first axis: the gradient of gather, and so of
 * an embedding. Ids outside [0, numSegments) are dropped, as the other backends do. Accumulated in double precision.
 * The wasm backend has no such kernel.
 */
export const unsortedSegmentSum = kernelPatch<KernelInputs<'x' | 'segmentIds'>, tf.UnsortedSegmentSumAttrs>(
  tf.UnsortedSegmentSum,
  'missing',
  () =>
    ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) => {
      const where = `${tf.UnsortedSegmentSum} (wasm training)`;
      const [rows, ...rowShape] = x.shape;
      const oneIdPerRow = segmentIds.shape.length === 1 && segmentIds.shape[0] === rows;
      requireArgument(oneIdPerRow, where, 'segmentIds', `of shape [${rows}], one per row of x`, segmentIds);
      requireArgument(x.dtype === 'float32' || x.dtype === 'int32', where, 'x', 'float32 or int32', x.dtype);
      const width = tf.util.sizeFromShape(rowShape);
      const sums = new Float64Array(numSegments * width);
      const values = backend.typedArrayFromHeap(x);
      const ids = backend.typedArrayFromHeap(segmentIds);
      for (let row = 0; row < rows!; row++) {
        const segment = ids[row]!;
        if (segment < 0 || segment >= numSegments) continue;
        const to = segment * width;
        const from = row * width;
        for (let k = 0; k < width; k++) sums[to + k]! += values[from + k]!;
      }
      const out = backend.makeOutput([numSegments, ...rowShape], x.dtype);
      backend.typedArrayFromHeap(out).set(sums);
      return out;
    },
);
