import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../../src/argumentError.js';

export type Conv2DInfo = tf.backend_util.Conv2DInfo;

type ConvPad = tf.Conv2DAttrs['pad'];
type Shape4D = [number, number, number, number];

/** The attributes that every two-dimensional convolution and its gradients share. */
export interface ConvolutionAttrs {
  strides: [number, number] | number;
  pad: ConvPad;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: string;
  dilations?: [number, number] | number;
}

/**
 * A padding given as one number, written out for every side. tf.js 4.22 computes the output *width* of a numeric
 * padding from the filter's height and the vertical stride, so that unequal strides or a filter that is not square
 * give a buffer of the wrong size, and the wasm kernels write past its end. The explicit form is computed rightly.
 */
export function explicitPad<P>(pad: P): P | tf.backend_util.ExplicitPadding {
  if (typeof pad !== 'number') return pad;
  return [
    [0, 0],
    [pad, pad],
    [pad, pad],
    [0, 0],
  ];
}

/** Shapes, strides and padding of the forward convolution whose gradient a kernel computes. */
export function convolutionGeometry(
  kernelName: string,
  inputShape: number[],
  filterShape: number[],
  attrs: ConvolutionAttrs,
  depthwise: boolean,
): Conv2DInfo {
  const { strides, pad, dimRoundingMode, dataFormat, dilations } = attrs;
  requireArgument(
    dataFormat === undefined || dataFormat === 'NHWC',
    `${kernelName} (wasm training)`,
    'dataFormat',
    "'NHWC', the only layout of the wasm backend",
    dataFormat,
  );
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations ?? 1,
    explicitPad(pad),
    dimRoundingMode,
    depthwise,
    'channelsLast',
  );
}
