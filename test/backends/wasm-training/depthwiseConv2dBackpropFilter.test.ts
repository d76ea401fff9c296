import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { testConvolutionSweep } from './convolutionCases.js';
import {
  type ReferenceConvolution,
  referenceConvolution,
  referenceOutShape,
} from './convolutionReference.js';
import { describeOnWasm, relativeError, SUM_TOLERANCE, take } from './onWasm.js';

describeOnWasm('depthwiseConv2dBackpropFilter', () => {
  testConvolutionSweep('dw', true);

  test('dilated filters, which the gradient of tf.js refuses but the kernel has', () => {
    const reference = {
      input: [2, 8, 9, 3],
      filter: [3, 2, 3, 2],
      strides: [1, 1],
      depthwise: true,
    } as const;
    for (const dilations of [
      [2, 2],
      [1, 3],
    ] as const) {
      for (const pad of ['same', 'valid'] as const) {
        const c = { ...reference, dilations, pad } as unknown as ReferenceConvolution;
        const x = tf.randomNormal(c.input, 0, 1, 'float32', 1);
        const filter = tf.randomNormal(c.filter, 0, 1, 'float32', 2);
        const dy = tf.randomNormal(referenceOutShape(c), 0, 1, 'float32', 3);
        const want = referenceConvolution(c, x.dataSync(), filter.dataSync(), dy.dataSync()).dw;
        const attrs = { strides: 1, pad, dilations: [...dilations], filterShape: [...c.filter] };
        const got: tf.Tensor = tf
          .engine()
          .runKernel(tf.DepthwiseConv2dNativeBackpropFilter, { dy, x }, attrs);
        expect(relativeError(take(got), want), JSON.stringify(c)).toBeLessThan(SUM_TOLERANCE);
      }
    }
  });

  test('leaks no tensor', async () => {
    const x = tf.ones<tf.Rank.R4>([2, 5, 5, 2]);
    const w = tf.ones<tf.Rank.R4>([3, 3, 2, 2]);
    await expectNoLeakedTensors(() =>
      tf.dispose(tf.grad(t => tf.depthwiseConv2d(x, t as tf.Tensor4D, 2, 'same'))(w)),
    );
  });
});
