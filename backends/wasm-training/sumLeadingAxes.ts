import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {
  type Inputs,
  type KernelCall,
  type KernelPatch,
  kernelPatch,
  type WasmKernel,
} from './kernelPatch.js';

interface ReduceAttrs {
  axis: number | number[];
  keepDims: boolean;
}

/**
 * Sum and Mean over the leading axes: bias gradients and the moments of batch normalization. The backend transposes
 * first. Rows are added up in double precision; images are first averaged by the backend's vectorised AvgPool.
 */
export const sumLeadingAxes: readonly KernelPatch[] = [tf.Sum, tf.Mean].map(kernelName =>
  kernelPatch<Inputs<'x'>, ReduceAttrs>(kernelName, 'slow', upstream => call => {
    const { x } = call.inputs;
    const count = leadingAxes(call.attrs.axis, x.shape);
    if (x.dtype !== 'float32' || count === 0 || count === x.shape.length || x.shape.includes(0)) {
      return upstream(call);
    }
    return reduceRows(call, count, kernelName === tf.Mean);
  }),
);

/** How many axes are reduced if they are exactly the first ones, else 0. */
function leadingAxes(axis: number | number[], shape: number[]): number {
  const axes = [...tf.util.parseAxisParam(axis, shape)].sort((a, b) => a - b);
  return axes.every((value, i) => value === i) ? axes.length : 0;
}

function reduceRows(call: KernelCall<Inputs<'x'>, ReduceAttrs>, count: number, mean: boolean): tf.TensorInfo {
  const { inputs, attrs, backend } = call;
  const { shape } = inputs.x;
  const rows = tf.util.sizeFromShape(shape.slice(0, count));
  const isImageSum = shape.length === 4 && count === 3 && shape[1]! * shape[2]! > 1;
  const pooled = isImageSum ? averageImages(inputs.x, backend) : undefined;
  const imageSize = pooled ? shape[1]! * shape[2]! : 1;
  const ones = shape.slice(0, count).map(() => 1);
  const out = backend.makeOutput([...(attrs.keepDims ? ones : []), ...shape.slice(count)], 'float32');
  sumRows(
    backend.typedArrayFromHeap(pooled ?? inputs.x),
    backend.typedArrayFromHeap(out),
    rows / imageSize,
    mean ? imageSize / rows : imageSize,
  );
  if (pooled) backend.disposeData(pooled.dataId);
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
