import * as tf from '@tensorflow/tfjs-core';
import { type Inputs, kernelPatch } from './kernelPatch.js';

/** Guards OneHot with dtype float32: the backend writes integers, whose bits then read as 1.4e-45 instead of 1. */
export const oneHot = kernelPatch<Inputs<'indices'>, tf.OneHotAttrs>(tf.OneHot, 'wrong', upstream => call => {
  const { inputs, attrs, backend } = call;
  const { dtype, depth, onValue, offValue } = attrs;
  if (dtype !== 'float32') return upstream(call);
  const out = backend.makeOutput([...inputs.indices.shape, depth], dtype);
  const indices = backend.typedArrayFromHeap(inputs.indices);
  const rows = backend.typedArrayFromHeap(out);
  rows.fill(offValue);
  for (let i = 0; i < indices.length; i++) {
    if (indices[i]! >= 0 && indices[i]! < depth) rows[i * depth + indices[i]!] = onValue;
  }
  return out;
});
