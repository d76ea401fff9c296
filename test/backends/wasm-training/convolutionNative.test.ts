import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { convolve } from './convolutionCases.js';
import { type ReferenceConvolution, referenceOutShape } from './convolutionReference.js';
import { combinations, describeAgainstNative, relativeError, SUM_TOLERANCE, take } from './onWasm.js';

type Case = Pick<ReferenceConvolution, 'strides' | 'pad'> & {
  size: [number, number];
  filter: [number, number];
  /** In and out; for depthwise ones channels and multiplier. */
  channels: [number, number];
  depthwise: boolean;
};

/** Sizes as in real networks, where the float64 loops would be slow. */
const CASES = combinations<Case>({
  strides: [
    [1, 1],
    [2, 2],
    [3, 3],
    [1, 2],
  ],
  pad: ['same', 'valid'],
  size: [
    [28, 28],
    [15, 13],
  ],
  filter: [
    [1, 1],
    [3, 3],
    [5, 2],
  ],
  channels: [
    [1, 32],
    [3, 2],
    [32, 1],
    [16, 16],
  ],
  depthwise: [false, true],
})
  .filter(({ channels, depthwise }) => !depthwise || channels[1] <= 2)
  // TensorFlow's depthwise kernel has equal strides only.
  .filter(({ strides, depthwise }) => !depthwise || strides[0] === strides[1]);

async function gradientsOn(backend: string, c: ReferenceConvolution): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const x = tf.randomNormal<tf.Rank.R4>(c.input, 0, 1, 'float32', 1);
  const w = tf.randomNormal<tf.Rank.R4>(c.filter, 0, 1, 'float32', 2);
  const dy = tf.randomNormal<tf.Rank.R4>(referenceOutShape(c), 0, 1, 'float32', 3);
  const gradients = tf.grads((a, b) => convolve(c, a as tf.Tensor4D, b as tf.Tensor4D))([x, w], dy);
  tf.dispose([x, w, dy]);
  return gradients.map(take);
}

describeAgainstNative('convolution gradients are those of native tfjs-node', () => {
  test.each([
    ['convolutions', false],
    ['depthwise convolutions', true],
  ])('%s', async (_, depthwise) => {
    for (const { size, filter, channels, ...rest } of CASES.filter(c => c.depthwise === depthwise)) {
      const c: ReferenceConvolution = {
        input: [8, ...size, channels[0]],
        filter: [...filter, ...channels],
        ...rest,
      };
      const [dx, dw] = await gradientsOn('wasm', c);
      const [nativeDx, nativeDw] = await gradientsOn('tensorflow', c);
      expect(relativeError(dx!, nativeDx!), JSON.stringify(c)).toBeLessThan(SUM_TOLERANCE);
      expect(relativeError(dw!, nativeDw!), JSON.stringify(c)).toBeLessThan(SUM_TOLERANCE);
    }
  });
});
