import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { LAYER_MODELS, type LayerModel } from './layerModels.js';
import { describeAgainstNative, describeOnWasm, relativeError } from './onWasm.js';
import { initialWeights, type Step, stepOn } from './trainingStep.js';
import { withSlowKernelsKept } from './upstream.js';

/**
 * Changes are differences of float32 weights near 1, so that about 1e-7 of a weight is lost, some 1e-5 of a small
 * gradient; sums differ by another few 1e-6 between backends.
 */
const CHANGE_TOLERANCE = 1e-4;

/** Below this, a gradient is rounding noise: a bias ahead of a batch normalization has none. */
const NOISE = 1e-6;

function expectSameStep(got: Step, want: Step): void {
  // Losses begin near 1; a few steps can bring them so near to 0 that their own size is no measure.
  expect(Math.abs(got.loss - want.loss)).toBeLessThan(1e-5 * Math.max(1, want.loss));
  expect(want.changes.length).toBeGreaterThan(0);
  want.changes.forEach((change, i) => {
    const largest = change.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    if (largest < NOISE) {
      expect(relativeError(got.changes[i]!, change) * largest).toBeLessThan(NOISE);
    } else {
      expect(relativeError(got.changes[i]!, change), `weight ${i}`).toBeLessThan(CHANGE_TOLERANCE);
    }
  });
}

const CONV: LayerModel = LAYER_MODELS.find(({ name }) => name === 'conv2d same')!;

const OPTIMIZERS: [string, () => tf.Optimizer][] = [
  ['sgd', () => tf.train.sgd(0.1)],
  ['momentum', () => tf.train.momentum(0.1, 0.9)],
  ['nesterov', () => tf.train.momentum(0.1, 0.9, true)],
  ['adam', () => tf.train.adam(0.1)],
  ['adamax', () => tf.train.adamax(0.1)],
  ['adagrad', () => tf.train.adagrad(0.1)],
  ['adadelta', () => tf.train.adadelta(0.1)],
  ['rmsprop', () => tf.train.rmsprop(0.1)],
];

/** The cpu backend has the wrong gradient there, which the module corrects on wasm: see avgPoolGrad.test.ts. */
const CPU_MODELS = LAYER_MODELS.filter(({ name }) => name !== 'averagePooling2d same');

describeOnWasm('one step of training on wasm is that on the cpu backend', () => {
  test.each(CPU_MODELS.map(model => [model.name, model] as const))('%s', async (_, model) => {
    const weights = await initialWeights(model);
    const want = await stepOn('cpu', model, weights);
    expectSameStep(await stepOn('wasm', model, weights), want);
  });

  test.each(OPTIMIZERS)('three steps of %s', async (_, optimizer) => {
    const weights = await initialWeights(CONV);
    const want = await stepOn('cpu', CONV, weights, optimizer, 3);
    expectSameStep(await stepOn('wasm', CONV, weights, optimizer, 3), want);
  });

  test('with the slow kernels kept', async () => {
    for (const model of CPU_MODELS.slice(0, 24)) {
      const weights = await initialWeights(model);
      const want = await stepOn('cpu', model, weights);
      expectSameStep(await withSlowKernelsKept(() => stepOn('wasm', model, weights)), want);
    }
  });
});

describeAgainstNative('one step of training on wasm is that on native tfjs-node', () => {
  test.each(LAYER_MODELS.map(model => [model.name, model] as const))('%s', async (_, model) => {
    const weights = await initialWeights(model);
    const want = await stepOn('tensorflow', model, weights);
    expectSameStep(await stepOn('wasm', model, weights), want);
  });
});
