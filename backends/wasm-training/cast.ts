import * as tf from '@tensorflow/tfjs-core';
import { shareBuffer } from './buffers.js';
import { type Inputs, kernelPatch } from './kernelPatch.js';

/** Cast to the type that the tensor already has shares its buffer; the backend copies it. */
export const cast = kernelPatch<Inputs<'x'>, tf.CastAttrs>(tf.Cast, 'slow', upstream => call => {
  const { inputs, attrs, backend } = call;
  const isCast = attrs.dtype !== inputs.x.dtype;
  return isCast || attrs.dtype === 'string' ? upstream(call) : shareBuffer(inputs.x, backend);
});

/** Guards casts to bool: the backend keeps the value's last byte, so that 0.5 and 256 become false and 2 stays 2. */
export const castToBool = kernelPatch<Inputs<'x'>, tf.CastAttrs>(tf.Cast, 'wrong', upstream => call => {
  const { inputs, attrs, backend } = call;
  if (attrs.dtype !== 'bool' || inputs.x.dtype === 'bool') return upstream(call);
  const out = backend.makeOutput(inputs.x.shape, 'bool');
  const to = backend.typedArrayFromHeap(out);
  const from = backend.typedArrayFromHeap(inputs.x);
  for (let i = 0; i < to.length; i++) to[i] = from[i] === 0 ? 0 : 1;
  return out;
});
