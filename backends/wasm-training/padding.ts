import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../../src/base/argumentError.js';
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
 * Guards every kernel that takes a padding, by writing it out for each side where the backend goes wrong:
 *
 * - one number: tf.js 4.22 computes the output *width* from the filter's height and the vertical stride. With unequal
 *   strides or a filter that is not square the output buffer gets the wrong size, and the kernels write past its end;
 * - numbers with a `dimRoundingMode` other than 'floor': a buffer that XNNPACK does not fill;
 * - 'same' where the last window ends before the last pixel, as with a stride larger than the filter: XNNPACK refuses,
 *   and the output stays uninitialized.
 */
export const padding: readonly KernelPatch[] = PADDED_KERNELS.map(kernelName =>
  kernelPatch<tf.NamedTensorInfoMap, PaddedAttrs>(kernelName, 'wrong', upstream => call => {
    const axes = spatialAxes(call);
    const { pad } = call.attrs;
    if (pad === 'valid' || (pad === 'same' && !axes.some(endsEarly))) return upstream(call);
    const given = pad === 'same' ? axes.map(samePad) : sides(kernelName, pad);
    const [rows, columns] = axes.map((axis, i) => padTo(axis, given[i]!, call.attrs.dimRoundingMode));
    const written = [[0, 0], rows, columns, [0, 0]] as tf.backend_util.ExplicitPadding;
    return upstream({ ...call, attrs: { ...call.attrs, pad: written, dimRoundingMode: undefined } });
  }),
);

interface Axis {
  size: number;
  /** Input pixels that one output pixel sees, from the first to the last. */
  reach: number;
  stride: number;
  /** Output size, where known: gradients are not told the rounding mode, but see its result in dy. */
  out: number | undefined;
}

function spatialAxes({ inputs, attrs }: PaddedCall): Axis[] {
  const input = (inputs.x ?? inputs.input)?.shape ?? attrs.inputShape!;
  const filter = pair(attrs.filterSize ?? inputs.filter?.shape ?? attrs.filterShape!);
  const strides = pair(attrs.strides);
  const dilations = pair(attrs.dilations ?? 1);
  return [0, 1].map(i => ({
    size: input[i + 1]!,
    reach: (filter[i]! - 1) * dilations[i]! + 1,
    stride: strides[i]!,
    out: inputs.dy?.shape[i + 1],
  }));
}

const pair = (value: number | number[]): number[] => (typeof value === 'number' ? [value, value] : value);

type Sides = [before: number, after: number];

/** Pixels that 'same' has to add; below zero where the last window ends early. */
const missing = ({ size, reach, stride }: Axis) => (Math.ceil(size / stride) - 1) * stride + reach - size;

const endsEarly = (axis: Axis) => missing(axis) < 0;

function samePad(axis: Axis): Sides {
  const total = Math.max(0, missing(axis));
  const before = Math.floor(total / 2);
  return [before, total - before];
}

function sides(kernelName: string, pad: Pad): [Sides, Sides] {
  const both = (
    Array.isArray(pad)
      ? [pad[1], pad[2]]
      : [
          [pad, pad],
          [pad, pad],
        ]
  ) as [Sides, Sides];
  const valid = both.flat().every(count => Number.isInteger(count) && count >= 0);
  requireArgument(valid, `${kernelName} (wasm training)`, 'pad', 'made of non-negative integers', pad);
  return both;
}

const ROUND = { floor: Math.floor, round: Math.round, ceil: Math.ceil };

/** The padding of one axis, made longer where its output size was rounded up. */
function padTo(axis: Axis, [before, after]: Sides, rounding: PaddedAttrs['dimRoundingMode']): Sides {
  const steps = (axis.size - axis.reach + before + after) / axis.stride;
  const count = axis.out ?? ROUND[rounding ?? 'floor'](steps + 1);
  const seen = (count - 1) * axis.stride + axis.reach;
  return [before, Math.max(after, seen - axis.size - before)];
}
