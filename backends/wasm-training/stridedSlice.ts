import * as tf from '@tensorflow/tfjs-core';
import { type Inputs, kernelPatch } from './kernelPatch.js';

/** Guards StridedSlice of integers and booleans, for which the backend returns floats made of their bits. */
export const stridedSlice = kernelPatch<Inputs<'x'>, tf.StridedSliceAttrs>(
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
