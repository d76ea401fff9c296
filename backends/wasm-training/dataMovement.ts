import * as tf from '@tensorflow/tfjs-core';
import { shareBuffer } from './buffers.js';
import { type KernelInputs, kernelPatch } from './kernelPatch.js';

/** Up to this many elements a loop is quicker than making views for TypedArray.set. */
const LOOP_MAX_RUN = 48;

/** Slice that reads through a view of the heap; the backend first copies all of x out of it. */
export const slice = kernelPatch<KernelInputs<'x'>, tf.SliceAttrs>(tf.Slice, 'slow', upstream => call => {
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

/**
 * Gather of rows, e.g. of the mean of each sample's class: rows are copied as they lie in memory. The backend
 * formats an error message for every index, and copies number by number. It still handles errors and all other cases.
 */
export const gather = kernelPatch<KernelInputs<'x' | 'indices'>, tf.GatherV2Attrs>(
  tf.GatherV2,
  'slow',
  upstream => call => {
    const { inputs, attrs, backend } = call;
    const { x, indices } = inputs;
    const [rows = 0, ...rowShape] = x.shape;
    const isPlain = x.dtype === 'float32' || x.dtype === 'int32';
    const ofRows = attrs.axis === 0 && (attrs.batchDims ?? 0) === 0 && x.shape.length > 0;
    if (!isPlain || !ofRows || indices.dtype !== 'int32') return upstream(call);
    if (!areInside(backend.typedArrayFromHeap(indices), rows)) return upstream(call);
    const out = backend.makeOutput([...indices.shape, ...rowShape], x.dtype);
    // Only now: a new buffer may move the heap.
    const [from, ids, to] = [x, indices, out].map(tensor => backend.typedArrayFromHeap(tensor));
    copyRows(from!, ids!, to!, tf.util.sizeFromShape(rowShape));
    return out;
  },
);

function areInside(ids: HeapArray, rows: number): boolean {
  for (let i = 0; i < ids.length; i++) if (!(ids[i]! >= 0 && ids[i]! < rows)) return false;
  return true;
}

function copyRows(from: HeapArray, ids: HeapArray, to: HeapArray, width: number): void {
  for (let i = 0; i < ids.length; i++) {
    const start = ids[i]! * width;
    const at = i * width;
    if (width > LOOP_MAX_RUN) to.set(from.subarray(start, start + width), at);
    else for (let j = 0; j < width; j++) to[at + j] = from[start + j]!;
  }
}

/**
 * Tile of one row over the leading axes, as in the gradient of batch normalization: the row is copied and the copy
 * doubled. The backend's scalar loop handles everything else.
 */
export const tile = kernelPatch<KernelInputs<'x'>, tf.TileAttrs>(tf.Tile, 'slow', upstream => call => {
  const { inputs, attrs, backend } = call;
  const { shape, dtype } = inputs.x;
  const { reps } = attrs;
  const isRow = shape.length > 0 && reps.at(-1) === 1 && shape.slice(0, -1).every(size => size === 1);
  if (!isRow || dtype !== 'float32' || shape.at(-1) === 0) return upstream(call);
  const out = backend.makeOutput(
    shape.map((size, axis) => size * reps[axis]!),
    dtype,
  );
  const row = backend.typedArrayFromHeap(inputs.x);
  const to = backend.typedArrayFromHeap(out);
  to.set(row.subarray(0, to.length));
  for (let done = row.length; done < to.length; done *= 2) {
    to.copyWithin(done, 0, Math.min(done, to.length - done));
  }
  return out;
});

/** Identity shares its input's buffer. The backend copies it, and clones every tensor saved for a gradient. */
export const identity = kernelPatch<KernelInputs<'x'>, object>(
  tf.Identity,
  'slow',
  upstream => call =>
    call.inputs.x.dtype === 'string' ? upstream(call) : shareBuffer(call.inputs.x, call.backend),
);
