import * as tf from '@tensorflow/tfjs-core';
import { type Conv2DInfo, convolutionGeometry } from './convolutionGeometry.js';
import { kernelPatch } from './kernelPatch.js';
import { dilateSpatial, spatialWindow } from './spatial.js';

/**
 * Gradient of a convolution with respect to its input (and the forward pass of a transposed convolution):
 * dY, with zeros between its pixels for the stride, convolved with the filter turned by 180 degrees.
 * The wasm backend's own kernel is a scalar loop.
 */
export const conv2DBackpropInput = kernelPatch<
  { dy: tf.Tensor4D; filter: tf.Tensor4D },
  tf.Conv2DBackpropInputAttrs
>(tf.Conv2DBackpropInput, 'slow', () => ({ inputs: { dy, filter }, attrs }) => {
  const shapes = { input: attrs.inputShape, filter: filter.shape, dy: dy.shape };
  const info = convolutionGeometry(tf.Conv2DBackpropInput, shapes, attrs, false);
  return tf.tidy(() =>
    info.filterHeight === 1 && info.filterWidth === 1
      ? pointwise(dy, filter, info)
      : byConvolution(dy, filter, info),
  );
});

/** A 1x1 filter: one product with the transposed filter; the zeros for the stride are put in afterwards. */
function pointwise(dy: tf.Tensor4D, filter: tf.Tensor4D, info: Conv2DInfo): tf.Tensor4D {
  const { batchSize, inChannels, outChannels, outHeight, outWidth, inHeight, inWidth, padInfo } = info;
  const product = tf.matMul(
    tf.reshape(dy, [batchSize * outHeight * outWidth, outChannels]),
    tf.reshape(filter, [inChannels, outChannels]),
    false,
    true,
  );
  const images = tf.reshape<tf.Rank.R4>(product, [batchSize, outHeight, outWidth, inChannels]);
  return spatialWindow(dilateSpatial(images, info.strideHeight, info.strideWidth), {
    top: padInfo.top,
    left: padInfo.left,
    height: inHeight,
    width: inWidth,
  });
}

function byConvolution(dy: tf.Tensor4D, filter: tf.Tensor4D, info: Conv2DInfo): tf.Tensor4D {
  const { filterHeight, filterWidth, inHeight, inWidth, padInfo } = info;
  const turned = tf.transpose(tf.reverse4d(filter, [0, 1]), [0, 1, 3, 2]);
  const dilated = dilateSpatial(dy, info.strideHeight, info.strideWidth);
  // A 'valid' convolution gives inHeight rows from inHeight + filterHeight - 1, which begin `top` rows before dY.
  const top = filterHeight - 1 - padInfo.top;
  const left = filterWidth - 1 - padInfo.left;
  const bottom = inHeight + filterHeight - 1 - top - dilated.shape[1];
  const right = inWidth + filterWidth - 1 - left - dilated.shape[2];
  if ([top, left, bottom, right].every(count => count >= 0)) {
    return tf.conv2d(dilated, turned, 1, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
  }
  const window = spatialWindow(dilated, {
    top: -top,
    left: -left,
    height: inHeight + filterHeight - 1,
    width: inWidth + filterWidth - 1,
  });
  return tf.conv2d(window, turned, 1, 'valid');
}
