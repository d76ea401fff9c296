import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it, onTestFinished } from 'vitest';
import { findHead } from '../../../callbacks/network/findHead.js';
import { batchLoss } from '../../../callbacks/network/headLoss.js';
import { innerModel } from '../../../callbacks/network/measuredLayers.js';
import { oneHotEncoding } from '../../../src/encodings/encodingFromCodes.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

const LABELS = [1, 0, 2, 1];
const OUTPUTS = [
  [0.2, 0.7, 0.1],
  [0.5, 0.3, 0.2],
  [0.1, 0.1, 0.8],
  [0.6, 0.2, 0.2],
];

type Loss = (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor;
type Form = 'integers' | 'codes';

function layersOf(loss: unknown) {
  const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 3, inputShape: [2] })] });
  model.compile({ optimizer: 'sgd', loss: loss as string });
  onTestFinished(() => void model.dispose());
  return { model: innerModel(model), head: findHead(innerModel(model)) };
}

function sum(layers: ReturnType<typeof layersOf>, form: Form): number | string {
  return tf.tidy(() => {
    const labels = tf.tensor1d(LABELS, 'int32');
    const encoding = oneHotEncoding(3);
    const targets = form === 'integers' ? labels : encoding.encode(labels);
    const loss = batchLoss(layers, { targets, outputs: tf.tensor2d(OUTPUTS), labels, encoding });
    return 'absent' in loss ? loss.absent : loss.dataSync()[0]!;
  });
}

/** Sums over the four samples, in float64. */
const crossEntropy = LABELS.reduce((total, y, i) => total - Math.log(OUTPUTS[i]![y]!), 0);
const squared = LABELS.reduce(
  (total, y, i) => total + OUTPUTS[i]!.reduce((s, z, j) => s + (z - Number(j === y)) ** 2, 0) / 3,
  0,
);
const onLogits = LABELS.reduce((total, y, i) => {
  const z = OUTPUTS[i]!;
  return total + Math.log(z.reduce((s, x) => s + Math.exp(x), 0)) - z[y]!;
}, 0);

/** A loss of the user's own that wants integers, as `fit` hands them over: [B, 1]. */
const sparse: Loss = (targets, outputs) =>
  tf.losses.softmaxCrossEntropy(tf.oneHot(tf.cast(tf.reshape(targets, [-1]), 'int32'), 3), outputs);
const dense: Loss = (targets, outputs) => tf.losses.softmaxCrossEntropy(targets, outputs);
const failing: Loss = () => {
  throw new Error('not these');
};

it.each<[string, unknown, number]>([
  ['meanSquaredError', 'meanSquaredError', squared],
  ['tf.losses.meanSquaredError', tf.losses.meanSquaredError, squared],
  ['tf.metrics.meanSquaredError', tfl.metrics.meanSquaredError, squared],
  ['tf.losses.softmaxCrossEntropy', tf.losses.softmaxCrossEntropy, onLogits],
  ['tf.metrics.categoricalCrossentropy', tfl.metrics.categoricalCrossentropy, crossEntropy],
  ['categoricalCrossentropy', 'categoricalCrossentropy', crossEntropy],
  ['sparseCategoricalCrossentropy', 'sparseCategoricalCrossentropy', crossEntropy],
  ['a loss of the user’s own on codes', dense, onLogits],
])('is the sum over the batch whatever form the targets have: %s', (_, loss, expected) => {
  const layers = layersOf(loss);
  for (const form of ['integers', 'codes'] as const) expect(sum(layers, form), form).toBeCloseTo(expected, 5);
});

it('hands integers to a loss of the user’s own that fails on codes', () => {
  expect(sum(layersOf(sparse), 'integers')).toBeCloseTo(onLogits, 5);
});

it('says why there is none', () => {
  expect(sum(layersOf(failing), 'integers')).toBe('the loss failed on the measured samples: not these');
  const layers = layersOf('hinge');
  (layers.model as { lossFunctions?: unknown }).lossFunctions = undefined;
  expect(sum(layers, 'codes')).toBe('the model is not compiled');
});

it('leaks no tensors', async () => {
  const labels = tf.tensor1d(LABELS, 'int32');
  const outputs = tf.tensor2d(OUTPUTS);
  for (const loss of ['meanSquaredError', sparse, failing]) {
    const layers = layersOf(loss);
    await expectNoLeakedTensors(() => {
      const found = batchLoss(layers, { targets: labels, outputs, labels, encoding: oneHotEncoding(3) });
      if (!('absent' in found)) found.dispose();
    });
  }
  tf.dispose([labels, outputs]);
});
