import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../../src/base/argumentError.js';
import { type Inputs, kernelPatch } from './kernelPatch.js';

/**
 * `out[s] = sum of x[i] over all i with segmentIds[i] = s`, along the first axis: the gradient of gather, and so of
 * an embedding. Ids outside [0, numSegments) are dropped, as the other backends do. Accumulated in double precision.
 * The wasm backend has no such kernel.
 */
export const unsortedSegmentSum = kernelPatch<Inputs<'x' | 'segmentIds'>, tf.UnsortedSegmentSumAttrs>(
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
