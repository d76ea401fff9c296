import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../../src/base/argumentError.js';

export type Conv2DInfo = tf.backend_util.Conv2DInfo;
export type Pad = tf.Conv2DAttrs['pad'];

/** The attributes that two-dimensional convolutions and their gradients share. */
export interface ConvolutionAttrs {
  strides: [number, number] | number;
  pad: Pad;
  dataFormat?: string;
  dilations?: [number, number] | number;
}

/** The shapes that describe the forward convolution whose gradient a kernel computes. */
export interface ConvolutionShapes {
  input: number[];
  filter: number[];
  dy: number[];
}

/** Sizes, strides and padding of the forward convolution whose gradient a kernel computes. */
export function convolutionGeometry(
  kernelName: string,
  shapes: ConvolutionShapes,
  attrs: ConvolutionAttrs,
  depthwise: boolean,
): Conv2DInfo {
  const where = `${kernelName} (wasm training)`;
  const { strides, pad, dataFormat, dilations } = attrs;
  const isChannelsLast = dataFormat === undefined || dataFormat === 'NHWC';
  requireArgument(isChannelsLast, where, 'dataFormat', "'NHWC' (the wasm backend has no other)", dataFormat);
  const info = tf.backend_util.computeConv2DInfo(
    shapes.input as Shape4D,
    shapes.filter as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    undefined,
    depthwise,
    'channelsLast',
  );
  const fits = tf.util.arraysEqual(shapes.dy, info.outShape);
  requireArgument(fits, where, 'dy', `of shape [${info.outShape}], that of the forward output`, shapes.dy);
  return info;
}

type Shape4D = [number, number, number, number];
