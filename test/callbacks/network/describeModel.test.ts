import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it, onTestFinished } from 'vitest';
import { describeModel } from '../../../callbacks/describeRun.js';

const mine = () => tf.scalar(0);

it.each<[string, unknown, string]>([
  ['a name', 'hinge', 'hinge'],
  ['a function of tf.js', tf.losses.softmaxCrossEntropy, 'tf.losses.softmaxCrossEntropy'],
  ['one of the user’s own', mine, 'mine'],
  [
    'one without a name',
    (
      () => () =>
        tf.scalar(0)
    )(),
    'custom function',
  ],
  ['a list', ['hinge', mine], '["hinge","mine"]'],
  ['a record', { a: tf.losses.meanSquaredError, b: mine }, '{"a":"tf.losses.meanSquaredError","b":"mine"}'],
])('names the loss: %s', (_, loss, text) => {
  const input = tfl.input({ shape: [2] });
  const head = (name: string) => tfl.layers.dense({ units: 2, name }).apply(input) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: input, outputs: [head('a'), head('b')] });
  onTestFinished(() => void model.dispose());
  model.compile({ optimizer: 'sgd', loss: loss as string });
  expect(describeModel(model).loss).toBe(text);
});
