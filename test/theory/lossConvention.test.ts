import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/linalg/dense.js';
import {
  effectiveLambdaH,
  type HeadRegularization,
  theoryLoss,
  theoryRegularization,
} from '../../src/theory/lossConvention.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { fullLoss, gaussian, oneHot } from './settings.js';

describe('theoryRegularization and theoryLoss', () => {
  it.each([
    ['mse', 'meanSquaredError'],
    ['cross-entropy', 'categoricalCrossentropy'],
  ] as const)('make the total loss of a compiled model that of the theory: %s', (loss, compiled) => {
    const [kernelL2, biasL2, c] = [0.03, 0.07, 3];
    const head = layers.layers.dense({
      units: c,
      inputShape: [2],
      ...(loss === 'cross-entropy' && { activation: 'softmax' as const }),
      kernelInitializer: layers.initializers.randomNormal({ seed: 1 }),
      biasInitializer: layers.initializers.randomNormal({ seed: 2 }),
      kernelRegularizer: layers.regularizers.l2({ l2: kernelL2 }),
      biasRegularizer: layers.regularizers.l2({ l2: biasL2 }),
    });
    const model = layers.sequential({ layers: [head] });
    model.compile({ optimizer: 'sgd', loss: compiled });
    const features = [
      [0.5, -1],
      [2, 0.3],
      [-1, 1],
    ];
    const [x, y] = [tf.tensor2d(features), tf.oneHot(tf.tensor1d([0, 1, 2], 'int32'), c)];
    // evaluate leaves the penalties out.
    const data = (model.evaluate(x, y) as tf.Scalar).dataSync()[0]!;
    const [kernel, bias] = head.getWeights().map(weight => weight.arraySync()) as [number[][], number[]];
    const w = bias.map((_, j) => kernel.map(row => row[j]!));
    const squares = (values: number[]) => values.reduce((sum, value) => sum + value * value, 0);
    const total = data + kernelL2 * squares(kernel.flat()) + biasL2 * squares(bias);
    const lambdas = theoryRegularization({ loss, outputs: c, kernelL2, biasL2 });
    const setting = {
      loss,
      encoding: oneHot(3),
      classCounts: [1, 1, 1],
      featureDim: 2,
      lambdaH: 0,
      featureActivation: 'linear',
      ...lambdas,
    } as const;
    const expected = fullLoss(setting, w, features, [0, 1, 2], bias);
    // Float32 on the device.
    expect(theoryLoss(loss, total, c)).toBeCloseTo(expected, 5);
    tf.dispose([x, y]);
    model.dispose();
  });

  it('know a head without bias and one without regularizers', () => {
    const one = { loss: 'mse', outputs: 1, kernelL2: 0.5, biasL2: 0.25 } as const;
    expect(theoryRegularization(one)).toEqual({ lambdaW: 0.5, lambdaB: 0.25 });
    expect(theoryRegularization({ loss: 'mse', outputs: 4 })).toEqual({ lambdaW: 0, lambdaB: 0 });
    const bare = theoryRegularization({ loss: 'mse', outputs: 4, kernelL2: 0.5, useBias: false });
    expect(bare).toEqual({ lambdaW: 2, lambdaB: Number.POSITIVE_INFINITY });
  });

  it.each([
    [{ loss: 'hinge' }, 'loss', /'mse'/, '"hinge"'],
    [{ outputs: 0 }, 'outputs', /positive integer/, '0'],
    [{ kernelL2: -1 }, 'kernelL2', /at least 0/, '-1'],
    [{ biasL2: Number.NaN }, 'biasL2', /at least 0/, 'NaN'],
  ])('name what is wrong: %j', async (change, argument, requirement, received) => {
    const head = { loss: 'mse', outputs: 3, ...change } as HeadRegularization;
    const parts = { where: 'theoryRegularization', argument, requirement, received };
    await expectArgumentError(() => theoryRegularization(head), parts);
  });
});

describe('effectiveLambdaH', () => {
  it('finds λ_H from a network at the optimum', () => {
    const classCounts = [30, 10, 4];
    const [lambdaW, lambdaH] = [3e-3, 2e-4];
    const { kernel, meanGram } = predictUfm({
      loss: 'mse',
      encoding: gaussian(3, 5, 3),
      classCounts,
      featureDim: 7,
      lambdaW,
      lambdaH,
      lambdaB: 0.1,
      featureActivation: 'linear',
    });
    const squaredFeatureNorm = classCounts.reduce((sum, n, k) => sum + n * (meanGram as Matrix).get(k, k), 0);
    const squaredKernelNorm = (kernel as Matrix).norm() ** 2;
    expect(effectiveLambdaH({ lambdaW, squaredKernelNorm, squaredFeatureNorm })).toBeCloseTo(lambdaH, 15);
  });

  it('is zero without a penalty or with a kernel of zeros', () => {
    expect(effectiveLambdaH({ lambdaW: 0, squaredKernelNorm: 1, squaredFeatureNorm: 2 })).toBe(0);
    expect(effectiveLambdaH({ lambdaW: 1, squaredKernelNorm: 0, squaredFeatureNorm: 2 })).toBe(0);
  });

  it.each([
    [{ lambdaW: -1 }, 'lambdaW', '-1'],
    [{ squaredKernelNorm: -1 }, 'squaredKernelNorm', '-1'],
    [{ squaredKernelNorm: Number.POSITIVE_INFINITY }, 'squaredKernelNorm', 'Infinity'],
    [{ squaredKernelNorm: Number.NaN }, 'squaredKernelNorm', 'NaN'],
    [{ squaredFeatureNorm: 0 }, 'squaredFeatureNorm', '0'],
  ])('names what is wrong: %j', async (change, argument, received) => {
    const norms = { lambdaW: 1, squaredKernelNorm: 1, squaredFeatureNorm: 1, ...change };
    const parts = { where: 'effectiveLambdaH', argument, requirement: /finite number/, received };
    await expectArgumentError(() => effectiveLambdaH(norms), parts);
  });
});
