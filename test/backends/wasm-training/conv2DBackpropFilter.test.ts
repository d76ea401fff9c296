import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { expectGradient, testConvolutionSweep } from './convolutionCases.js';
import { describeOnWasm } from './onWasm.js';

describeOnWasm('conv2DBackpropFilter', () => {
  testConvolutionSweep('dw', false);

  test('rows and columns that the forward pass leaves unread do not contribute', () => {
    // 8 = 2 * 3 + 2: the last row and column are never read with stride 3 and a 2x2 filter on 'valid'
    expectGradient({ input: [2, 9, 9, 4], filter: [2, 2, 4, 3], strides: [3, 3], pad: 'valid' }, 'dw');
  });

  test('explicit padding, different on every side', () => {
    const pad: [[number, number], [number, number]] = [
      [1, 2],
      [2, 0],
    ];
    for (const channels of [1, 16]) {
      expectGradient({ input: [2, 6, 7, channels], filter: [3, 2, channels, 3], strides: [2, 1], pad }, 'dw');
      expectGradient({ input: [2, 6, 7, channels], filter: [1, 1, channels, 3], strides: [2, 1], pad }, 'dw');
    }
  });

  test('refuses what the backend cannot lay out, and a dy of another shape, naming both', () => {
    const x = tf.zeros<tf.Rank.R4>([1, 4, 4, 1]);
    const call = (dy: tf.Tensor, dataFormat: string) => () =>
      tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy }, {
        strides: 1,
        pad: 'valid',
        dataFormat,
        filterShape: [2, 2, 1, 1],
      } as unknown as tf.NamedAttrMap);
    expect(call(tf.zeros([1, 3, 3, 1]), 'NCHW')).toThrow(/Conv2DBackpropFilter.*dataFormat.*NHWC.*"NCHW"/);
    expect(call(tf.zeros([1, 2, 3, 1]), 'NHWC')).toThrow(/Conv2DBackpropFilter.*dy.*1,3,3,1.*\[1, 2, 3, 1\]/);
  });

  test('leaks no tensor and no buffer', async () => {
    for (const filterSize of [1, 3]) {
      for (const channels of [2, 16]) {
        const x = tf.ones<tf.Rank.R4>([2, 5, 5, channels]);
        const w = tf.ones<tf.Rank.R4>([filterSize, filterSize, channels, 3]);
        const step = () => tf.dispose(tf.grad(t => tf.conv2d(x, t as tf.Tensor4D, 2, 'same'))(w));
        await expectNoLeakedTensors(step);
        const buffers = tf.backend().numDataIds();
        step();
        expect(tf.backend().numDataIds()).toBe(buffers);
      }
    }
  });
});
