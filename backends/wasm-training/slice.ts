import * as tf from '@tensorflow/tfjs-core';
import { type Inputs, kernelPatch } from './kernelPatch.js';

/** Up to this many elements a loop is quicker than making two views for TypedArray.set. */
const LOOP_MAX_RUN = 48;

/** Slice that reads through a view of the heap; the backend first copies all of x out of it. */
export const slice = kernelPatch<Inputs<'x'>, tf.SliceAttrs>(tf.Slice, 'slow', upstream => call => {
  const { inputs, attrs, backend } = call;
  const { x } = inputs;
  if (x.dtype === 'string') return upstream(call);
  const [begin, size] = tf.slice_util.parseSliceParams(x as tf.Tensor, attrs.begin, attrs.size) as [
    number[],
    number[],
  ];
  tf.slice_util.assertParamsValid(x as tf.Tensor, begin, size);
  const out = backend.makeOutput(size, x.dtype);
  if (tf.util.sizeFromShape(size) > 0) {
    copyBlock(backend.typedArrayFromHeap(x), x.shape, begin, size, backend.typedArrayFromHeap(out));
  }
  return out;
});

type HeapArray = tf.backend_util.TypedArray;

/** Copies the block runs at a time: a run is contiguous in x, the axes before it are counted like an odometer. */
function copyBlock(from: HeapArray, shape: number[], begin: number[], size: number[], to: HeapArray): void {
  const strides = [...tf.util.computeStrides(shape), 1];
  const { run, outer } = contiguousRun(shape, size);
  const counter = new Array<number>(outer).fill(0);
  let start = begin.reduce((sum, first, axis) => sum + first * strides[axis]!, 0);
  for (let o = 0; o < to.length; o += run) {
    if (run > LOOP_MAX_RUN) to.set(from.subarray(start, start + run), o);
    else for (let i = 0; i < run; i++) to[o + i] = from[start + i]!;
    for (let axis = outer - 1; axis >= 0; axis--) {
      start += strides[axis]!;
      if (++counter[axis]! < size[axis]!) break;
      start -= size[axis]! * strides[axis]!;
      counter[axis] = 0;
    }
  }
}

/** The length of a contiguous run, and the number of axes before the one it begins in. */
function contiguousRun(shape: number[], size: number[]): { run: number; outer: number } {
  let axis = shape.length;
  let run = 1;
  while (axis > 0 && size[axis - 1] === shape[axis - 1]) run *= shape[--axis]!;
  return axis > 0 ? { run: run * size[axis - 1]!, outer: axis - 1 } : { run, outer: 0 };
}
