import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it, onTestFinished } from 'vitest';
import { findHead } from '../../../callbacks/network/findHead.js';
import { innerModel } from '../../../callbacks/network/measuredLayers.js';
import { outputLink } from '../../../callbacks/network/outputLink.js';
import { encodingFromCodes, oneHotEncoding } from '../../../src/encodings/encodingFromCodes.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

const BINARY = encodingFromCodes([[0], [1]]);
const { sigmoidCrossEntropy } = tf.losses;

function layersOf(loss: unknown, activation?: 'sigmoid' | 'tanh', units = 1) {
  const head = tfl.layers.dense({ units, inputShape: [2], ...(activation && { activation }) });
  const model = tfl.sequential({ layers: [head] });
  if (loss !== undefined) model.compile({ optimizer: 'sgd', loss: loss as string });
  onTestFinished(() => void model.dispose());
  return { model: innerModel(model), head: findHead(innerModel(model)) };
}

type Loss = (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor;
const wrapped: Loss = (t, o) => sigmoidCrossEntropy(t, o);
const focal: Loss = (t, o) => {
  const distance = tf.sigmoid(tf.mul(o, tf.sub(1, tf.mul(2, t))));
  return tf.mul(tf.square(distance), tf.neg(tf.log(tf.sub(1, distance))));
};
const squared: Loss = (t, o) => tf.mean(tf.square(tf.sub(o, t)));
const failing: Loss = () => {
  throw new Error('wants something else');
};
const constant: Loss = () => tf.scalar(1);

it.each<[string, unknown, 'sigmoid' | 'tanh' | undefined, string]>([
  ['tf.losses.sigmoidCrossEntropy', sigmoidCrossEntropy, undefined, 'sigmoid'],
  ['the same in a list', [sigmoidCrossEntropy], undefined, 'sigmoid'],
  ['the same behind a tanh', sigmoidCrossEntropy, 'tanh', 'sigmoid'],
  ['the same behind a sigmoid: probabilities', sigmoidCrossEntropy, 'sigmoid', 'identity'],
  ['tf.losses.hingeLoss', tf.losses.hingeLoss, undefined, 'signed'],
  ['binaryCrossentropy', 'binaryCrossentropy', 'sigmoid', 'identity'],
  ['meanSquaredError', 'meanSquaredError', undefined, 'identity'],
  ['a wrapper of sigmoidCrossEntropy', wrapped, undefined, 'sigmoid'],
  ['a focal loss on logits', focal, undefined, 'sigmoid'],
  ['a squared error', squared, undefined, 'identity'],
  ['a loss that fails', failing, undefined, 'identity'],
  ['a constant', constant, undefined, 'identity'],
  ['no loss', undefined, undefined, 'identity'],
])('one output: %s', async (_, loss, activation, expected) => {
  expect(await outputLink(layersOf(loss, activation), BINARY)).toBe(expected);
});

it('is what a loss applies to several outputs; for one-hot codes it does not matter', async () => {
  const codes = encodingFromCodes([
    [0, 1],
    [1, 1],
    [1, 0],
  ]);
  expect(await outputLink(layersOf(sigmoidCrossEntropy, undefined, 2), codes)).toBe('sigmoid');
  expect(await outputLink(layersOf(tf.losses.softmaxCrossEntropy, undefined, 2), codes)).toBe('softmax');
  expect(await outputLink(layersOf(wrapped, undefined, 2), codes)).toBe('identity');
  expect(await outputLink(layersOf(sigmoidCrossEntropy, undefined, 2), oneHotEncoding(2))).toBe('identity');
});

it('leaks no tensors', async () => {
  for (const loss of [wrapped, failing]) {
    const layers = layersOf(loss);
    await expectNoLeakedTensors(() => outputLink(layers, BINARY));
  }
});
