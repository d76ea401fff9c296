import * as tf from '@tensorflow/tfjs-core';
import { shareBuffer } from './buffers.js';
import { type KernelInputs, kernelPatch } from './kernelPatch.js';

/** Cast to the type that the tensor already has shares its buffer; the backend copies it. */
export const cast = kernelPatch<KernelInputs<'x'>, tf.CastAttrs>(tf.Cast, 'slow', upstream => call => {
  const { inputs, attrs, backend } = call;
  const isCast = attrs.dtype !== inputs.x.dtype;
  return isCast || attrs.dtype === 'string' ? upstream(call) : shareBuffer(inputs.x, backend);
});

/** Guards casts to bool: the backend keeps the value's last byte, so that 0.5 and 256 become false and 2 stays 2. */
export const castToBool = kernelPatch<KernelInputs<'x'>, tf.CastAttrs>(tf.Cast, 'wrong', upstream => call => {
  const { inputs, attrs, backend } = call;
  if (attrs.dtype !== 'bool' || inputs.x.dtype === 'bool') return upstream(call);
  const out = backend.makeOutput(inputs.x.shape, 'bool');
  const to = backend.typedArrayFromHeap(out);
  const from = backend.typedArrayFromHeap(inputs.x);
  for (let i = 0; i < to.length; i++) to[i] = from[i] === 0 ? 0 : 1;
  return out;
});

/** Guards ClipByValue of integers, whose bits the backend reads as floats. */
export const clipByValue = kernelPatch<KernelInputs<'x'>, tf.ClipByValueAttrs>(
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

/** Guards OneHot with dtype float32: the backend writes integers, whose bits then read as 1.4e-45 instead of 1. */
export const oneHot = kernelPatch<KernelInputs<'indices'>, tf.OneHotAttrs>(
  tf.OneHot,
  'wrong',
  upstream => call => {
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
  },
);

/** Guards StridedSlice of integers and booleans, for which the backend returns floats made of their bits. */
export const stridedSlice = kernelPatch<KernelInputs<'x'>, tf.StridedSliceAttrs>(
  tf.StridedSlice,
  'wrong',
  upstream => call => {
    const { inputs, attrs, backend } = call;
    const { x } = inputs;
    if (x.dtype === 'int32') {
      const sliced = upstream(call);
      // The bytes are right, the label may not be; it is kept with the buffer too.
      backend.dataIdMap.get(sliced.dataId).dtype = 'int32';
      return { ...sliced, dtype: 'int32' };
    }
    if (x.dtype !== 'bool') return upstream(call);
    return tf.tidy(() => {
      const integers = tf.cast(x as tf.Tensor, 'int32');
      const sliced: tf.Tensor = tf
        .engine()
        .runKernel(tf.StridedSlice, { x: integers }, attrs as unknown as tf.NamedAttrMap);
      return tf.cast(sliced, 'bool');
    });
  },
);
