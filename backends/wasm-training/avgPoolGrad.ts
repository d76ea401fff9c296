import * as tf from '@tensorflow/tfjs-core';
import type { Conv2DInfo } from './convolutionGeometry.js';
import { type Inputs, kernelPatch } from './kernelPatch.js';

/**
 * Gradient of average-pooling: each value of dY is spread evenly over the part of its window that lies inside the
 * image, which is what the forward pass averages. The kernel of tf.js (on wasm and cpu) divides by the full window, so
 * that its gradients are too small wherever padding is in sight.
 */
export const avgPoolGrad = kernelPatch<Inputs<'dy' | 'input'>, tf.AvgPoolGradAttrs>(
  tf.AvgPoolGrad,
  'wrong',
  () =>
    ({ inputs: { dy, input }, attrs, backend }) => {
      const { filterSize, strides, pad } = attrs;
      const shape = input.shape as [number, number, number, number];
      // Explicit paddings are supported, merely not declared.
      const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad as 'same' | 'valid');
      const dx = backend.makeOutput(input.shape, 'float32');
      const heap = (t: tf.TensorInfo) => backend.typedArrayFromHeap(t) as Float32Array;
      spread(heap(dy), heap(dx), info);
      return dx;
    },
);

function spread(dy: Float32Array, dx: Float32Array, info: Conv2DInfo): void {
  const { batchSize, inHeight, inWidth, inChannels: c, outHeight, outWidth, padInfo } = info;
  dx.fill(0);
  let o = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let i = 0; i < outHeight; i++) {
      const y = i * info.strideHeight - padInfo.top;
      const y0 = Math.max(0, y);
      const y1 = Math.min(inHeight, y + info.filterHeight);
      for (let j = 0; j < outWidth; j++, o += c) {
        const z = j * info.strideWidth - padInfo.left;
        const z0 = Math.max(0, z);
        const z1 = Math.min(inWidth, z + info.filterWidth);
        const share = 1 / ((y1 - y0) * (z1 - z0));
        for (let a = y0; a < y1; a++) {
          let p = ((n * inHeight + a) * inWidth + z0) * c;
          for (let b = z0; b < z1; b++, p += c) {
            for (let k = 0; k < c; k++) dx[p + k]! += dy[o + k]! * share;
          }
        }
      }
    }
  }
}
