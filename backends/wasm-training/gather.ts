import * as tf from '@tensorflow/tfjs-core';
import { type Inputs, kernelPatch } from './kernelPatch.js';

/** Up to this many elements a loop is quicker than making a view for TypedArray.set. */
const LOOP_MAX_WIDTH = 48;

/**
 * Gather of rows, e.g. of the mean of each sample's class: rows are copied as they lie in memory. The backend makes the
 * text of an error message for every index, and copies number by number; errors and all other cases are left to it.
 */
export const gather = kernelPatch<Inputs<'x' | 'indices'>, tf.GatherV2Attrs>(
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

type HeapArray = tf.backend_util.TypedArray;

function areInside(ids: HeapArray, rows: number): boolean {
  for (let i = 0; i < ids.length; i++) if (!(ids[i]! >= 0 && ids[i]! < rows)) return false;
  return true;
}

function copyRows(from: HeapArray, ids: HeapArray, to: HeapArray, width: number): void {
  for (let i = 0; i < ids.length; i++) {
    const start = ids[i]! * width;
    const at = i * width;
    if (width > LOOP_MAX_WIDTH) to.set(from.subarray(start, start + width), at);
    else for (let j = 0; j < width; j++) to[at + j] = from[start + j]!;
  }
}
