import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  type ReferenceConvolution,
  referenceConvolution,
  referenceOutShape,
} from './convolutionReference.js';
import { combinations, relativeError, SUM_TOLERANCE, take } from './onWasm.js';

type Wanted = 'dx' | 'dw';

type Sweep = {
  strides: [number, number];
  pad: 'same' | 'valid';
  size: [number, number];
  filter: [number, number];
};

/** Strides 1 to 3, equal and unequal; odd, even and tiny images; square, oblong, 1x1 and image-sized filters. */
const SWEEP = combinations<Sweep>({
  strides: [
    [1, 1],
    [2, 2],
    [3, 3],
    [1, 2],
    [3, 1],
  ],
  pad: ['same', 'valid'],
  size: [
    [7, 5],
    [8, 6],
    [5, 5],
  ],
  filter: [
    [1, 1],
    [3, 3],
    [2, 3],
    [5, 1],
    [5, 5],
  ],
});

const CHANNELS: [batch: number, inChannels: number, last: number][] = [
  [1, 1, 3],
  [2, 3, 16],
  [3, 16, 1],
];

const DEPTHWISE_CHANNELS: typeof CHANNELS = [
  [1, 1, 1],
  [2, 3, 2],
  [3, 16, 1],
];

/** Checks one of the gradients of the sweep against the float64 reference. */
export function testConvolutionSweep(wanted: Wanted, depthwise: boolean): void {
  for (const [batch, inChannels, last] of depthwise ? DEPTHWISE_CHANNELS : CHANNELS) {
    test(`batch ${batch}, ${inChannels} channels to ${last}: strides, paddings, sizes and filters`, () => {
      for (const { strides, pad, size, filter } of SWEEP) {
        const c: ReferenceConvolution = {
          input: [batch, ...size, inChannels],
          filter: [...filter, inChannels, last],
          strides,
          pad,
          depthwise,
        };
        expectGradient(c, wanted);
      }
    });
  }
}

/** Checks one gradient against the float64 reference. */
export function expectGradient(c: ReferenceConvolution, wanted: Wanted): void {
  const { got, want } = gradientOf(c, wanted);
  expect(relativeError(got, want), JSON.stringify(c)).toBeLessThan(SUM_TOLERANCE);
}

function gradientOf(c: ReferenceConvolution, wanted: Wanted) {
  const x = tf.randomNormal<tf.Rank.R4>(c.input, 0, 1, 'float32', 1);
  const w = tf.randomNormal<tf.Rank.R4>(c.filter, 0, 1, 'float32', 2);
  const dy = tf.randomNormal<tf.Rank.R4>(referenceOutShape(c), 0, 1, 'float32', 3);
  const { y, ...reference } = referenceConvolution(c, x.dataSync(), w.dataSync(), dy.dataSync());
  const forward = convolve(c, x, w);
  expect(relativeError(take(forward), y), `forward ${JSON.stringify(c)}`).toBeLessThan(SUM_TOLERANCE);
  const gradient =
    wanted === 'dx'
      ? tf.grad(t => convolve(c, t as tf.Tensor4D, w))(x, dy)
      : tf.grad(t => convolve(c, x, t as tf.Tensor4D))(w, dy);
  expect(gradient.shape).toEqual(wanted === 'dx' ? c.input : c.filter);
  tf.dispose([x, w, dy]);
  return { got: take(gradient), want: reference[wanted] };
}

/** The forward convolution, whose registered gradients call the kernels under test. */
export function convolve(c: ReferenceConvolution, x: tf.Tensor4D, w: tf.Tensor4D): tf.Tensor4D {
  const pad =
    typeof c.pad === 'string' ? c.pad : ([[0, 0], ...c.pad, [0, 0]] as tf.backend_util.ExplicitPadding);
  if (c.depthwise) {
    // The declared type leaves the explicit form out.
    return tf.depthwiseConv2d(x, w, c.strides, pad as 'same', 'NHWC', c.dilations ?? 1);
  }
  return tf.conv2d(x, w, c.strides, pad, 'NHWC', c.dilations ?? 1);
}
