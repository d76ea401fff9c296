import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../../src/argumentError.js';
import type { Pad } from './convolutionGeometry.js';
import { type KernelCall, type KernelPatch, kernelPatch } from './kernelPatch.js';

/** All attributes of the padded kernels; each of them has only some. */
interface PaddedAttrs {
  strides: [number, number] | number;
  pad: Pad;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dilations?: [number, number] | number;
  /** Pooling. */
  filterSize?: [number, number] | number;
  /** Gradient with respect to the input of a convolution. */
  inputShape?: number[];
  /** Gradient with respect to the filter of a convolution. */
  filterShape?: number[];
}

type PaddedCall = KernelCall<tf.NamedTensorInfoMap, PaddedAttrs>;

const PADDED_KERNELS = [
  tf.Conv2D,
  tf.FusedConv2D,
  tf.Conv2DBackpropInput,
  tf.Conv2DBackpropFilter,
  tf.DepthwiseConv2dNative,
  tf.FusedDepthwiseConv2D,
  tf.DepthwiseConv2dNativeBackpropInput,
  tf.DepthwiseConv2dNativeBackpropFilter,
  tf.MaxPool,
  tf.MaxPoolGrad,
  tf.AvgPool,
  tf.AvgPoolGrad,
];

/**
 * Guards every kernel that takes a padding against paddings given in numbers.
 *
 * For a padding of one number, tf.js 4.22 computes the output *width* from the filter's height and the vertical
 * stride. With unequal strides or a filter that is not square the output buffer gets the wrong size, and the wasm
 * kernels write past its end. A `dimRoundingMode` other than 'floor' likewise makes a buffer that XNNPACK does not
 * fill. Both are safe once the padding is written out for every side so that rounding changes nothing.
 */
export const numericPad: readonly KernelPatch[] = PADDED_KERNELS.map(kernelName =>
  kernelPatch<tf.NamedTensorInfoMap, PaddedAttrs>(kernelName, 'wrong', upstream => call => {
    const { pad } = call.attrs;
    if (typeof pad === 'string') return upstream(call);
    const attrs = { ...call.attrs, pad: writtenOut(kernelName, call), dimRoundingMode: undefined };
    return upstream({ ...call, attrs });
  }),
);

function writtenOut(kernelName: string, call: PaddedCall): tf.backend_util.ExplicitPadding {
  const { attrs, inputs } = call;
  const [, inHeight, inWidth] = inputs.x?.shape ?? inputs.input?.shape ?? attrs.inputShape!;
  const [filterHeight, filterWidth] = pair(attrs.filterSize ?? inputs.filter?.shape ?? attrs.filterShape!);
  const [strideHeight, strideWidth] = pair(attrs.strides);
  const [dilationHeight, dilationWidth] = pair(attrs.dilations ?? 1);
  const [height, width] = sides(kernelName, attrs.pad);
  // Gradients are not told the rounding mode of the forward pass, but its result shows in the size of dy.
  const [, outHeight, outWidth] = inputs.dy?.shape ?? [];
  const rounding = attrs.dimRoundingMode;
  const reachHeight = (filterHeight - 1) * dilationHeight + 1;
  const reachWidth = (filterWidth - 1) * dilationWidth + 1;
  return [
    [0, 0],
    axisPad({
      size: inHeight!,
      reach: reachHeight,
      stride: strideHeight,
      pad: height,
      out: outHeight,
      rounding,
    }),
    axisPad({ size: inWidth!, reach: reachWidth, stride: strideWidth, pad: width, out: outWidth, rounding }),
    [0, 0],
  ];
}

const pair = (value: number | number[]): [number, number] =>
  typeof value === 'number' ? [value, value] : [value[0]!, value[1]!];

type Sides = [before: number, after: number];

function sides(kernelName: string, pad: Pad): [Sides, Sides] {
  const both: [Sides, Sides] = Array.isArray(pad)
    ? [pad[1], pad[2]]
    : [
        [pad as number, pad as number],
        [pad as number, pad as number],
      ];
  const valid = both.flat().every(count => Number.isInteger(count) && count >= 0);
  requireArgument(valid, `${kernelName} (wasm training)`, 'pad', 'made of non-negative integers', pad);
  return both;
}

interface Axis {
  size: number;
  /** Input pixels that one output pixel sees, from the first to the last. */
  reach: number;
  stride: number;
  pad: Sides;
  /** Output size, where known. */
  out: number | undefined;
  rounding: PaddedAttrs['dimRoundingMode'];
}

const ROUND = { floor: Math.floor, round: Math.round, ceil: Math.ceil };

/** Padding of one axis that gives the output size without rounding up. */
function axisPad({ size, reach, stride, pad: [before, after], out, rounding }: Axis): Sides {
  const steps = (size - reach + before + after) / stride;
  const count = out ?? ROUND[rounding ?? 'floor'](steps + 1);
  const seen = (count - 1) * stride + reach;
  return [before, Math.max(after, seen - size - before)];
}
