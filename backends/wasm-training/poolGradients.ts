import * as tf from '@tensorflow/tfjs-core';
import type { Conv2DInfo } from './convolutionGeometry.js';
import { type KernelInputs, kernelPatch } from './kernelPatch.js';

/**
 * Gradient of max-pooling: each value of dY goes to the first maximum of its window, as in TensorFlow.
 * The wasm backend's own kernel first writes the position of every maximum, then searches it for every input.
 */
export const maxPoolGrad = kernelPatch<KernelInputs<'dy' | 'input'>, tf.MaxPoolGradAttrs>(
  tf.MaxPoolGrad,
  'slow',
  () =>
    ({ inputs: { dy, input }, attrs, backend }) => {
      const { filterSize, strides, pad } = attrs;
      const shape = input.shape as [number, number, number, number];
      const info = tf.backend_util.computePool2DInfo(
        shape,
        filterSize,
        strides,
        1,
        // Explicit paddings are supported, merely not declared.
        pad as 'same' | 'valid',
      );
      const dx = backend.makeOutput(input.shape, 'float32');
      const route = isHalving(info) ? routeHalving : routeToMaximum;
      const heap = (t: tf.TensorInfo) => backend.typedArrayFromHeap(t) as Float32Array;
      route(heap(input), heap(dy), heap(dx), info);
      return dx;
    },
);

/** 2x2 windows, side by side, without padding. */
function isHalving(info: Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const twos = [filterHeight, filterWidth, strideHeight, strideWidth].every(value => value === 2);
  const pads = [padInfo.top, padInfo.bottom, padInfo.left, padInfo.right];
  return twos && pads.every(value => value === 0);
}

/**
 * The bits of floats are mapped to integers of the same order, so that the choice is made with masks: branches that
 * depend on the data cost more than the arithmetic. (A negative zero counts as below zero here.)
 */
function routeHalving(x32: Float32Array, dy32: Float32Array, dx32: Float32Array, info: Conv2DInfo): void {
  const { batchSize, inHeight, inWidth, inChannels: c, outHeight, outWidth } = info;
  const bits = (f: Float32Array) => new Int32Array(f.buffer, f.byteOffset, f.length);
  const x = bits(x32);
  const dy = bits(dy32);
  const dx = bits(dx32);
  const row = inWidth * c;
  if (inHeight !== 2 * outHeight || inWidth !== 2 * outWidth) dx.fill(0);
  let o = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let i = 0; i < outHeight; i++) {
      let corner = (n * inHeight + 2 * i) * row;
      for (let j = 0; j < outWidth; j++, corner += 2 * c) {
        for (let k = 0; k < c; k++, o++) {
          const p = corner + k;
          const g = dy[o]!;
          let topLeft = x[p]!;
          let topRight = x[p + c]!;
          let lowLeft = x[p + row]!;
          let lowRight = x[p + row + c]!;
          topLeft ^= (topLeft >> 31) >>> 1;
          topRight ^= (topRight >> 31) >>> 1;
          lowLeft ^= (lowLeft >> 31) >>> 1;
          lowRight ^= (lowRight >> 31) >>> 1;
          // Masks are 0 or -1 (all bits): which column wins in each row, then which row.
          const right = -(topRight > topLeft);
          const rightLow = -(lowRight > lowLeft);
          const topMax = topLeft ^ ((topLeft ^ topRight) & right);
          const lowMax = lowLeft ^ ((lowLeft ^ lowRight) & rightLow);
          const low = -(lowMax > topMax);
          dx[p] = g & ~low & ~right;
          dx[p + c] = g & ~low & right;
          dx[p + row] = g & low & ~rightLow;
          dx[p + row + c] = g & low & rightLow;
        }
      }
    }
  }
}

/** Any window: the maximum is searched again, and overlapping windows add up. */
function routeToMaximum(x: Float32Array, dy: Float32Array, dx: Float32Array, info: Conv2DInfo): void {
  const { batchSize, inHeight, inWidth, inChannels: c, outHeight, outWidth, padInfo } = info;
  dx.fill(0);
  let o = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let i = 0; i < outHeight; i++) {
      const y = i * info.strideHeight - padInfo.top;
      const y0 = Math.max(0, y);
      const y1 = Math.min(inHeight, y + info.filterHeight);
      for (let j = 0; j < outWidth; j++) {
        const z = j * info.strideWidth - padInfo.left;
        const z0 = Math.max(0, z);
        const z1 = Math.min(inWidth, z + info.filterWidth);
        for (let k = 0; k < c; k++, o++) {
          let best = Number.NEGATIVE_INFINITY;
          let at = ((n * inHeight + y0) * inWidth + z0) * c + k;
          for (let a = y0; a < y1; a++) {
            let p = ((n * inHeight + a) * inWidth + z0) * c + k;
            for (let b = z0; b < z1; b++, p += c) {
              if (x[p]! > best) {
                best = x[p]!;
                at = p;
              }
            }
          }
          dx[at]! += dy[o]!;
        }
      }
    }
  }
}

/**
 * Gradient of average-pooling: each value of dY is spread evenly over the part of its window that lies inside the
 * image, which is what the forward pass averages. The kernel of tf.js (on wasm and cpu) divides by the full window, so
 * that its gradients are too small near padding.
 */
export const avgPoolGrad = kernelPatch<KernelInputs<'dy' | 'input'>, tf.AvgPoolGradAttrs>(
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
