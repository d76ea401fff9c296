import * as tf from '@tensorflow/tfjs-core';
import { type Inputs, kernelPatch } from './kernelPatch.js';

/**
 * Tile of one row over the leading axes, as in the gradient of batch normalization: the row is copied and the copy
 * doubled. Everything else is left to the backend's scalar loop.
 */
export const tile = kernelPatch<Inputs<'x'>, tf.TileAttrs>(tf.Tile, 'slow', upstream => call => {
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
