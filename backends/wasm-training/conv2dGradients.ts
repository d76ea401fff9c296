import * as tf from '@tensorflow/tfjs-core';
import { type Conv2DInfo, convolutionGeometry } from './convolutionGeometry.js';
import { kernelPatch } from './kernelPatch.js';
import { dilateSpatial, spatialWindow, subsampleSpatial } from './spatial.js';

/** Below this many inputs per output pixel im2col is cheap, and the convolution would have too little work per call. */
const IM2COL_MAX_INPUTS = 32;

/**
 * Gradient of a convolution with respect to its filter,
 * `dW[a, b, i, o] = sum over n, y, x of X[n, y*s + a - top, x*s + b - left, i] * dY[n, y, x, o]`.
 * The wasm backend has no such kernel.
 */
export const conv2DBackpropFilter = kernelPatch<
  { x: tf.Tensor4D; dy: tf.Tensor4D },
  tf.Conv2DBackpropFilterAttrs
>(tf.Conv2DBackpropFilter, 'missing', () => ({ inputs: { x, dy }, attrs }) => {
  const shapes = { input: x.shape, filter: attrs.filterShape, dy: dy.shape };
  const info = convolutionGeometry(tf.Conv2DBackpropFilter, shapes, attrs, false);
  return tf.tidy(() => {
    if (info.filterHeight === 1 && info.filterWidth === 1) return pointwiseFilter(x, dy, info);
    const unitStride = info.strideHeight === 1 && info.strideWidth === 1;
    const inputs = info.filterHeight * info.filterWidth * info.inChannels;
    return unitStride && inputs <= IM2COL_MAX_INPUTS
      ? filterByColumns(x, dy, info)
      : filterByConvolution(x, dy, info);
  });
});

const pixels = (info: Conv2DInfo) => info.batchSize * info.outHeight * info.outWidth;

/** A 1x1 filter: one product of the input pixels that were read, transposed, with dY. */
function pointwiseFilter(x: tf.Tensor4D, dy: tf.Tensor4D, info: Conv2DInfo): tf.Tensor4D {
  const { strideHeight, strideWidth, outHeight, outWidth, padInfo, inChannels, outChannels } = info;
  const read = spatialWindow(x, {
    top: -padInfo.top,
    left: -padInfo.left,
    height: (outHeight - 1) * strideHeight + 1,
    width: (outWidth - 1) * strideWidth + 1,
  });
  const rows = subsampleSpatial(read, [strideHeight, strideWidth], [outHeight, outWidth]);
  const product = tf.matMul(
    tf.reshape(rows, [pixels(info), inChannels]),
    tf.reshape(dy, [pixels(info), outChannels]),
    true,
  );
  return tf.reshape(product, [1, 1, inChannels, outChannels]);
}

/** Few inputs per output pixel, stride 1: the matrix of shifted inputs (im2col, transposed) times dY. */
function filterByColumns(x: tf.Tensor4D, dy: tf.Tensor4D, info: Conv2DInfo): tf.Tensor4D {
  const { filterHeight, filterWidth, outHeight, outWidth, inChannels, outChannels, batchSize, padInfo } =
    info;
  const padded = spatialWindow(x, {
    top: -padInfo.top,
    left: -padInfo.left,
    height: outHeight + filterHeight - 1,
    width: outWidth + filterWidth - 1,
  });
  const planes = tf.transpose(padded, [3, 0, 1, 2]);
  const columns: tf.Tensor2D[] = [];
  for (let a = 0; a < filterHeight; a++) {
    for (let b = 0; b < filterWidth; b++) {
      const shifted = tf.slice4d(planes, [0, 0, a, b], [inChannels, batchSize, outHeight, outWidth]);
      columns.push(tf.reshape(shifted, [inChannels, pixels(info)]));
    }
  }
  const product = tf.matMul(tf.concat(columns, 0), tf.reshape(dy, [pixels(info), outChannels]));
  return tf.reshape(product, [filterHeight, filterWidth, inChannels, outChannels]);
}

/**
 * The general case is itself one convolution: x read as [inChannels, H, W, N] is convolved with dY read as a filter
 * [outHeight, outWidth, N, outChannels] that is dilated by the forward stride.
 */
function filterByConvolution(x: tf.Tensor4D, dy: tf.Tensor4D, info: Conv2DInfo): tf.Tensor4D {
  const { filterHeight, filterWidth, inChannels, outChannels, padInfo } = info;
  // Padding behind the input so that exactly filterHeight x filterWidth positions result; negative where the forward
  // convolution left rows or columns at the end unread: those give further positions, which are cut off.
  const bottom = filterHeight + (info.outHeight - 1) * info.strideHeight - info.inHeight - padInfo.top;
  const right = filterWidth + (info.outWidth - 1) * info.strideWidth - info.inWidth - padInfo.left;
  const positions = tf.conv2d(
    tf.transpose(x, [3, 1, 2, 0]),
    tf.transpose(dy, [1, 2, 0, 3]),
    1,
    [
      [0, 0],
      [padInfo.top, Math.max(0, bottom)],
      [padInfo.left, Math.max(0, right)],
      [0, 0],
    ],
    'NHWC',
    [info.strideHeight, info.strideWidth],
  );
  const wanted =
    bottom < 0 || right < 0
      ? tf.slice4d(positions, [0, 0, 0, 0], [inChannels, filterHeight, filterWidth, outChannels])
      : positions;
  return tf.transpose(wanted, [1, 2, 0, 3]);
}

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
      ? pointwiseInput(dy, filter, info)
      : inputByConvolution(dy, filter, info),
  );
});

/** A 1x1 filter: one product with the transposed filter; the zeros for the stride are put in afterwards. */
function pointwiseInput(dy: tf.Tensor4D, filter: tf.Tensor4D, info: Conv2DInfo): tf.Tensor4D {
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

function inputByConvolution(dy: tf.Tensor4D, filter: tf.Tensor4D, info: Conv2DInfo): tf.Tensor4D {
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
