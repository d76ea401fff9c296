import * as tf from '@tensorflow/tfjs-core';
import { convolutionGeometry } from './convolutionGeometry.js';
import { kernelPatch } from './kernelPatch.js';
import { dilateSpatial, spatialWindow } from './spatial.js';

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
