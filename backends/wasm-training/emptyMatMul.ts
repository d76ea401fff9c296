import * as tf from '@tensorflow/tfjs-core';
import { kernelPatch } from './kernelPatch.js';
import type { MatMulAttrs, MatMulInputs } from './matMul.js';

/** Guards products over an inner size of 0: zeros, where the backend gives uninitialized memory. */
export const emptyMatMul = kernelPatch<MatMulInputs, MatMulAttrs>(
  tf.BatchMatMul,
  'wrong',
  upstream => call => {
    const { inputs, attrs, backend } = call;
    const [a, b] = [inputs.a.shape, inputs.b.shape];
    if (a.at(attrs.transposeA ? -2 : -1) !== 0) return upstream(call);
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.slice(0, -2), b.slice(0, -2));
    const rows = a.at(attrs.transposeA ? -1 : -2)!;
    const columns = b.at(attrs.transposeB ? -2 : -1)!;
    const out = backend.makeOutput([...batch, rows, columns], 'float32');
    backend.typedArrayFromHeap(out).fill(0);
    return out;
  },
);
