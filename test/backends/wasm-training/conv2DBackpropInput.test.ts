import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { expectGradient, testConvolutionSweep } from './convolutionCases.js';
import { referenceConvolution } from './convolutionReference.js';
import { describeOnWasm, relativeError, SUM_TOLERANCE, take } from './onWasm.js';

describeOnWasm('conv2DBackpropInput', () => {
  testConvolutionSweep('dx', false);

  test('explicit padding, different on every side, and wider than the filter', () => {
    const pads: [[number, number], [number, number]][] = [
      [
        [0, 2],
        [1, 0],
      ],
      [
        [4, 3],
        [3, 5],
      ],
    ];
    for (const pad of pads) {
      expectGradient({ input: [2, 6, 7, 3], filter: [3, 2, 3, 4], strides: [2, 1], pad }, 'dx');
      expectGradient({ input: [2, 6, 7, 3], filter: [1, 1, 3, 4], strides: [2, 3], pad }, 'dx');
    }
  });

  test('is the forward pass of conv2dTranspose', () => {
    const input: [number, number, number, number] = [2, 9, 7, 3];
    const filter: [number, number, number, number] = [3, 3, 3, 4];
    const w = tf.randomNormal<tf.Rank.R4>(filter, 0, 1, 'float32', 1);
    const dy = tf.randomNormal<tf.Rank.R4>([2, 5, 4, 4], 0, 1, 'float32', 2);
    const { dx } = referenceConvolution(
      { input, filter, strides: [2, 2], pad: 'same' },
      new Float64Array(2 * 9 * 7 * 3),
      w.dataSync(),
      dy.dataSync(),
    );
    const upscaled = tf.conv2dTranspose(dy, w, input, 2, 'same');
    expect(upscaled.shape).toEqual(input);
    expect(relativeError(take(upscaled), dx)).toBeLessThan(SUM_TOLERANCE);
  });

  test('leaks no tensor', async () => {
    for (const size of [1, 3]) {
      const x = tf.ones<tf.Rank.R4>([2, 5, 5, 2]);
      const w = tf.ones<tf.Rank.R4>([size, size, 2, 3]);
      await expectNoLeakedTensors(() =>
        tf.dispose(tf.grad(t => tf.conv2d(t as tf.Tensor4D, w, 2, 'same'))(x)),
      );
    }
  });
});
