import * as tf from '@tensorflow/tfjs-core';
import { type Inputs, kernelPatch } from './kernelPatch.js';

/** Guards ClipByValue of integers, whose bits the backend reads as floats. */
export const clipByValue = kernelPatch<Inputs<'x'>, tf.ClipByValueAttrs>(
  tf.ClipByValue,
  'wrong',
  upstream => call => {
    const { inputs, attrs, backend } = call;
    const { shape, dtype } = inputs.x;
    if (dtype !== 'int32' && dtype !== 'bool') return upstream(call);
    const out = backend.makeOutput(shape, dtype);
    const from = backend.typedArrayFromHeap(inputs.x);
    const to = backend.typedArrayFromHeap(out);
    const { clipValueMin, clipValueMax } = attrs;
    for (let i = 0; i < to.length; i++) to[i] = Math.min(Math.max(from[i]!, clipValueMin), clipValueMax);
    return out;
  },
);
