import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Batch, NeuralCollapse, type NeuralCollapseOptions } from '../../callbacks/index.js';
import type { TheoryComparison } from '../../src/theory/comparison.js';
import { QUIET, smallData } from '../helpers/smallModel.js';

const { layers } = tfl;
const l2 = (strength: number) => tfl.regularizers.l2({ l2: strength });
type Loss = (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor;
const wrapped: Loss = (t, o) => tf.losses.softmaxCrossEntropy(t, o);

const own = <T extends tfl.LayersModel>(model: T): T => {
  onTestFinished(() => void model.dispose());
  return model;
};

/** Ten classes; kernel and bias of the head have l2 0.01. */
function tenClasses(loss: unknown): tfl.Sequential {
  const head = { units: 10, kernelRegularizer: l2(0.01), biasRegularizer: l2(0.01) };
  const model = tfl.sequential({
    layers: [layers.dense({ inputShape: [6], units: 12 }), layers.dense(head)],
  });
  model.compile({ optimizer: 'sgd', loss: loss as string });
  return own(model);
}

describe('a loss that is passed as a function', () => {
  it.each<[string, unknown, NeuralCollapseOptions['theory'], (string | number)[]]>([
    [
      'tf.losses.softmaxCrossEntropy',
      tf.losses.softmaxCrossEntropy,
      undefined,
      ['cross-entropy', 0.02, 0.02],
    ],
    ['tf.losses.meanSquaredError', tf.losses.meanSquaredError, undefined, ['mse', 0.1, 0.1]],
    ['one of the user’s own', wrapped, { loss: 'cross-entropy' }, ['cross-entropy', 0.02, 0.02]],
    ['one of the user’s own', wrapped, { loss: 'mse' }, ['mse', 0.1, 0.1]],
  ])('%s has the penalties of its kind', async (_, loss, theory, expected) => {
    const { xs, ys } = smallData(6, 10);
    const options = { ...QUIET, model: tenClasses(loss), data: { xs, ys }, ...(theory && { theory }) };
    const record = await new NeuralCollapse(options).measure(0);
    const { assumptions, predicted } = record.theory as TheoryComparison;
    expect([assumptions.loss, assumptions.lambdaW, assumptions.lambdaB]).toEqual(expected);
    expect(assumptions.onlyAssumed).toBeUndefined();
    // Its own value is measured, and compared with the predicted one.
    const evaluated = tf.tidy(() =>
      tf.mean((loss as Loss)(ys, options.model.predict(xs) as tf.Tensor)).dataSync(),
    );
    expect(record.metrics['train.loss']! / evaluated[0]!).toBeCloseTo(1, 5);
    expect(predicted['train.loss']).toBeGreaterThan(0);
    expect(record.metrics['loss.theory']).toBeTypeOf('number');
  });

  it('of the user’s own without a word about it is marked: the baseline is only assumed', async () => {
    const { xs, ys } = smallData(6, 10);
    const model = tenClasses(wrapped);
    const { theory, absent } = await new NeuralCollapse({ ...QUIET, model, data: { xs, ys } }).measure(0);
    const { onlyAssumed } = (theory as TheoryComparison).assumptions;
    expect(onlyAssumed).toEqual([
      'the theory covers squared error and cross-entropy; the loss is one of your own; ' +
        'for a linear output the shape of mse is predicted instead',
    ]);
    expect(absent['loss.theory']).toMatch(/no scale/);
  });
});

describe('one linear output', () => {
  /** Inputs −1..1, class 1 above 0; the output is the input, so that between 0 and ½ the rule decides. */
  function line() {
    const xs = tf.expandDims(tf.linspace(-1, 1, 40), 1) as tf.Tensor2D;
    const ys = tf.cast(tf.greater(xs, 0), 'float32') as tf.Tensor2D;
    onTestFinished(() => tf.dispose([xs, ys]));
    return { xs, ys };
  }

  function identity(loss: unknown): tfl.Sequential {
    const model = tfl.sequential({
      layers: [layers.dense({ inputShape: [1], units: 1, kernelInitializer: 'ones' })],
    });
    model.compile({ optimizer: tf.train.sgd(1e-6), loss: loss as string });
    return own(model);
  }

  const logits = tf.losses.sigmoidCrossEntropy;
  const wrappedLogits: Loss = (t, o) => logits(t, o);

  it.each<[string, unknown, number, string | undefined]>([
    ['sigmoidCrossEntropy decides at 0', logits, 1, 'sigmoid'],
    ['a wrapper of it too', wrappedLogits, 1, 'sigmoid'],
    ['hingeLoss too', tf.losses.hingeLoss, 1, 'signed'],
    // Ten of the twenty inputs above 0 are below ½.
    ['squared error on 0 and 1 at ½', 'meanSquaredError', 0.75, undefined],
  ])('trained with %s', async (_, loss, accuracy, link) => {
    const { xs, ys } = line();
    const model = identity(loss);
    const options = { ...QUIET, model, data: { xs, ys }, validationData: { xs, ys } };
    const { metrics, measured, validation } = await new NeuralCollapse(options).measure(0);
    expect(metrics['train.accuracy']).toBe(accuracy);
    // Both means are the middle of their half: the nearest one is the label itself.
    expect(metrics['nc4.ncc']).toBe(accuracy);
    expect(measured.link).toBe(link);
    expect((validation as { metrics: object }).metrics).toMatchObject({
      'train.accuracy': accuracy,
      'nc4.ncc': accuracy,
    });
  });

  it.each([
    ['evaluation', (data: Batch) => ({ data })],
    ['training', () => ({ source: 'training' as const, encoding: [[0], [1]] })],
  ])('reaches the terminal phase by the rule of its loss: source %s', async (_, options) => {
    const { xs, ys } = line();
    const model = identity(logits);
    const nc = new NeuralCollapse({ ...QUIET, ...options({ xs, ys }) });
    await model.fit(xs, ys, { epochs: 2, verbose: 0, callbacks: [nc] });
    const { metrics, terminalPhase } = nc.records.at(-1)!;
    expect(metrics['train.accuracy']).toBe(1);
    expect(terminalPhase.startEpoch).toBe(0);
  });
});

describe('a model with several outputs', () => {
  function twoHeads() {
    const input = tfl.input({ shape: [6] });
    const trunk = layers.dense({ units: 5 }).apply(input) as tfl.SymbolicTensor;
    const head = (units: number, name: string) =>
      layers.dense({ units, name, kernelRegularizer: l2(0.01) }).apply(trunk) as tfl.SymbolicTensor;
    const first = head(3, 'first');
    const second = layers.softmax({ name: 'probabilities' }).apply(head(3, 'second'));
    return own(tfl.model({ inputs: input, outputs: [first, second as tfl.SymbolicTensor] }));
  }

  it.each([
    ['a list', ['meanSquaredError', 'categoricalCrossentropy']],
    ['a record', { probabilities: 'categoricalCrossentropy', first: 'meanSquaredError' }],
  ])('is measured with the loss of the head’s own output: %s', async (_, loss) => {
    const { xs, ys } = smallData();
    const model = twoHeads();
    model.compile({ optimizer: 'sgd', loss: loss as string[] });
    const [ofFirst, ofSecond] = tf.tidy(() => {
      const [linear, probabilities] = model.predict(xs) as [tf.Tensor, tf.Tensor];
      const squared = tf.mean(tf.square(tf.sub(linear, ys)));
      const crossEntropy = tf.neg(tf.mean(tf.sum(tf.mul(ys, tf.log(probabilities)), 1)));
      return [squared, crossEntropy].map(value => value.dataSync()[0]);
    });
    for (const [head, value, loss, lambdaW] of [
      ['first', ofFirst!, 'mse', 0.03],
      ['second', ofSecond!, 'cross-entropy', 0.02],
    ] as const) {
      const record = await new NeuralCollapse({ ...QUIET, model, head, data: { xs, ys } }).measure(0);
      expect(record.metrics['train.loss']! / value, head).toBeCloseTo(1, 5);
      expect(record.theory, head).toMatchObject({ assumptions: { loss, lambdaW } });
    }
  });
});
