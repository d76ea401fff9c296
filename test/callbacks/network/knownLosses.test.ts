import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { type KnownLoss, knownLoss } from '../../../callbacks/network/knownLosses.js';

type Loss = (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor;

const compiledAs = (loss: string) => {
  const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 3, inputShape: [2] })] });
  model.compile({ optimizer: 'sgd', loss });
  const [compute] = (model as unknown as { model: tfl.LayersModel }).model.lossFunctions;
  model.dispose();
  return compute as Loss;
};

/** Mean loss of four samples with three outputs each. */
function value(loss: Loss): number {
  return tf.tidy(() => {
    const targets = tf.tensor2d([
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
    ]);
    const outputs = tf.softmax(tf.randomNormal([4, 3], 0, 1, 'float32', 3));
    return tf.mean(loss(targets, outputs)).dataSync()[0]!;
  });
}

describe('knownLoss', () => {
  it('knows every name that compile takes, and no other', () => {
    const names = [
      ...['meanSquaredError', 'meanAbsoluteError', 'meanAbsolutePercentageError', 'squaredHinge', 'hinge'],
      ...['meanSquaredLogarithmicError', 'categoricalHinge', 'logcosh', 'categoricalCrossentropy', 'poisson'],
      ...['sparseCategoricalCrossentropy', 'binaryCrossentropy', 'kullbackLeiblerDivergence'],
      'cosineProximity',
    ];
    for (const name of names) {
      expect(typeof compiledAs(name), name).toBe('function');
      expect(knownLoss(name)?.name).toBe(name);
    }
    // Short names are those of metrics: compile refuses them.
    for (const name of ['mse', 'MSE']) expect(() => compiledAs(name), name).toThrow(/Unknown loss/);
    for (const name of ['mse', 'MSE', 'toString']) expect(knownLoss(name), name).toBeUndefined();
  });

  it('takes a loss of tf.losses and tf.metrics for what it is, by identity', () => {
    const { losses } = tf;
    const { metrics } = tfl;
    const cases: [unknown, Partial<KnownLoss>][] = [
      [losses.meanSquaredError, { name: 'tf.losses.meanSquaredError', theory: 'mse', link: 'identity' }],
      [losses.softmaxCrossEntropy, { theory: 'cross-entropy', link: 'softmax' }],
      [losses.sigmoidCrossEntropy, { theory: null, link: 'sigmoid' }],
      [losses.hingeLoss, { theory: null, link: 'signed' }],
      [losses.absoluteDifference, { theory: null, link: 'identity' }],
      [metrics.meanSquaredError, { name: 'tf.metrics.meanSquaredError', theory: 'mse' }],
      [(metrics as unknown as { mse: unknown }).mse, { theory: 'mse' }],
      [metrics.categoricalCrossentropy, { theory: 'cross-entropy', link: 'identity' }],
      [metrics.binaryCrossentropy, { theory: null, link: 'identity' }],
    ];
    for (const [loss, expected] of cases) expect(knownLoss(loss)).toMatchObject(expected);
    const own: Loss = (targets, outputs) => losses.softmaxCrossEntropy(targets, outputs);
    for (const loss of [own, undefined, null, {}]) expect(knownLoss(loss)).toBeUndefined();
  });

  it('calls the same what has the same value', () => {
    // What the conversion of penalties rests on: means over samples and outputs, or over samples for cross-entropy.
    const squared = value(compiledAs('meanSquaredError'));
    const crossEntropy = value(compiledAs('categoricalCrossentropy'));
    const onLogs: Loss = (targets, outputs) => tf.losses.softmaxCrossEntropy(targets, tf.log(outputs));
    expect(value(tf.losses.meanSquaredError as Loss) / squared).toBeCloseTo(1, 6);
    expect(value(tfl.metrics.meanSquaredError as Loss) / squared).toBeCloseTo(1, 6);
    expect(value(tfl.metrics.categoricalCrossentropy as Loss) / crossEntropy).toBeCloseTo(1, 6);
    expect(value(onLogs) / crossEntropy).toBeCloseTo(1, 5);
  });
});
