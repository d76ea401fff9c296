import * as tf from '@tensorflow/tfjs-core';
import { type Conv2DInfo, convolutionGeometry } from './convolutionGeometry.js';
import { kernelPatch } from './kernelPatch.js';
import { dilateSpatial, spatialWindow } from './spatial.js';

/**
 * Gradient of a depthwise convolution with respect to its filter,
 * `dW[a, b, i, q] = sum over n, y, x of X[n, y*s + a*d - top, x*s + b*d - left, i] * dY[n, y, x, i*Q + q]`
 * with the channel multiplier Q and the dilation d; accumulated in double precision.
 * The wasm backend has no such kernel, and none of its kernels computes it: a loop over the heap.
 */
export const depthwiseConv2dBackpropFilter = kernelPatch<
  { x: tf.Tensor4D; dy: tf.Tensor4D },
  tf.DepthwiseConv2dNativeBackpropFilterAttrs
>(tf.DepthwiseConv2dNativeBackpropFilter, 'missing', () => ({ inputs: { x, dy }, attrs, backend }) => {
  const name = tf.DepthwiseConv2dNativeBackpropFilter;
  const shapes = { input: x.shape, filter: attrs.filterShape, dy: dy.shape };
  const info = convolutionGeometry(name, shapes, attrs, true);
  const out = backend.makeOutput(attrs.filterShape, 'float32');
  const sums = new Float64Array(tf.util.sizeFromShape(attrs.filterShape));
  const xs = backend.typedArrayFromHeap(x) as Float32Array;
  accumulate(xs, backend.typedArrayFromHeap(dy) as Float32Array, sums, info);
  backend.typedArrayFromHeap(out).set(sums);
  return out;
});

function accumulate(x: Float32Array, dy: Float32Array, sums: Float64Array, info: Conv2DInfo): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth } = info;
  const { inChannels, outChannels, padInfo } = info;
  const addTap = outChannels === inChannels ? addTapOfOne : addTapOfMany;
  let o = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let y = 0; y < outHeight; y++) {
      for (let z = 0; z < outWidth; z++, o += outChannels) {
        for (let a = 0; a < filterHeight; a++) {
          const row = y * info.strideHeight + a * info.dilationHeight - padInfo.top;
          if (row < 0 || row >= inHeight) continue;
          for (let b = 0; b < filterWidth; b++) {
            const column = z * info.strideWidth + b * info.dilationWidth - padInfo.left;
            if (column < 0 || column >= inWidth) continue;
            const pixel = ((n * inHeight + row) * inWidth + column) * inChannels;
            addTap(x, pixel, dy, o, sums, (a * filterWidth + b) * outChannels, inChannels, outChannels);
          }
        }
      }
    }
  }
}

type AddTap = (
  x: Float32Array,
  pixel: number,
  dy: Float32Array,
  o: number,
  sums: Float64Array,
  tap: number,
  inChannels: number,
  outChannels: number,
) => void;

const addTapOfOne: AddTap = (x, pixel, dy, o, sums, tap, inChannels) => {
  for (let i = 0; i < inChannels; i++) sums[tap + i]! += x[pixel + i]! * dy[o + i]!;
};

const addTapOfMany: AddTap = (x, pixel, dy, o, sums, tap, inChannels, outChannels) => {
  const multiplier = outChannels / inChannels;
  for (let i = 0, k = 0; i < inChannels; i++) {
    const value = x[pixel + i]!;
    for (let q = 0; q < multiplier; q++, k++) sums[tap + k]! += value * dy[o + k]!;
  }
};

/**
 * Gradient of a depthwise convolution with respect to its input: a depthwise convolution of dY (zeros between its
 * pixels for the stride) with the turned filter, summed over the channel multiplier.
 * The wasm backend has no such kernel.
 */
export const depthwiseConv2dBackpropInput = kernelPatch<
  { dy: tf.Tensor4D; filter: tf.Tensor4D },
  tf.DepthwiseConv2dNativeBackpropInputAttrs
>(tf.DepthwiseConv2dNativeBackpropInput, 'missing', () => ({ inputs: { dy, filter }, attrs }) => {
  const name = tf.DepthwiseConv2dNativeBackpropInput;
  const shapes = { input: attrs.inputShape, filter: filter.shape, dy: dy.shape };
  const info = convolutionGeometry(name, shapes, attrs, true);
  const { batchSize, inHeight, inWidth, inChannels, padInfo } = info;
  const multiplier = filter.shape[3];
  return tf.tidy(() => {
    const turned = tf.reverse4d(filter, [0, 1]);
    const flat = tf.reshape<tf.Rank.R4>(turned, [info.filterHeight, info.filterWidth, info.outChannels, 1]);
    // Dilated filters reach over (size - 1) * dilation + 1 pixels.
    const reachHeight = info.effectiveFilterHeight - 1;
    const reachWidth = info.effectiveFilterWidth - 1;
    const window = spatialWindow(dilateSpatial(dy, info.strideHeight, info.strideWidth), {
      top: padInfo.top - reachHeight,
      left: padInfo.left - reachWidth,
      height: inHeight + reachHeight,
      width: inWidth + reachWidth,
    });
    const dilations: [number, number] = [info.dilationHeight, info.dilationWidth];
    const perOutput = tf.depthwiseConv2d(window, flat, 1, 'valid', 'NHWC', dilations);
    if (multiplier === 1) return perOutput;
    return tf.sum(tf.reshape(perOutput, [batchSize, inHeight, inWidth, inChannels, multiplier]), 4);
  });
});
