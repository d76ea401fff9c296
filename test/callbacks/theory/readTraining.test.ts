import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { findHead } from '../../../callbacks/network/findHead.js';
import { innerModel } from '../../../callbacks/network/measuredLayers.js';
import { readTraining } from '../../../callbacks/theory/readTraining.js';
import { featureDecay } from '../../../layers/index.js';

const l2 = (strength: number) => tfl.regularizers.l2({ l2: strength });

function read(
  head: Partial<Parameters<typeof tfl.layers.dense>[0]>,
  loss: unknown,
  after?: tfl.layers.Layer,
) {
  const layers = [tfl.layers.dense({ units: 4, inputShape: [3], ...head }), ...(after ? [after] : [])];
  const model = tfl.sequential({ layers });
  if (loss !== undefined) model.compile({ optimizer: 'sgd', loss: loss as string });
  try {
    return readTraining({ model: innerModel(model), head: findHead(innerModel(model)) });
  } finally {
    model.dispose();
  }
}

const HEAD = { kernelRegularizer: l2(0.01), biasRegularizer: l2(0.5) };
const READ = { outputs: 4, kernelL2: 0.01, biasL2: 0.5, useBias: true };

it('reads squared error, and the regularizers as tf.js has them', () => {
  expect(read(HEAD, 'meanSquaredError')).toEqual({ loss: 'mse', ...READ });
  expect(read({ useBias: false }, 'meanSquaredError')).toEqual({
    ...{ loss: 'mse', outputs: 4, kernelL2: 0, biasL2: 0, useBias: false },
  });
});

it('reads a loss by its name or as the function, in an array or by the name of its output', () => {
  const known = { loss: 'mse', ...READ };
  for (const loss of ['meanSquaredError', tf.losses.meanSquaredError, tfl.metrics.meanSquaredError]) {
    for (const given of [loss, [loss], { last: loss }])
      expect(read({ ...HEAD, name: 'last' }, given)).toEqual(known);
  }
});

it('reads cross-entropy, with the softmax in the head, after it, or in the loss', () => {
  const known = { loss: 'cross-entropy', ...READ };
  expect(read({ ...HEAD, activation: 'softmax' }, 'categoricalCrossentropy')).toEqual(known);
  expect(read({ ...HEAD, activation: 'softmax' }, tfl.metrics.categoricalCrossentropy)).toEqual(known);
  const after = [tfl.layers.softmax({}), tfl.layers.activation({ activation: 'softmax' })];
  for (const layer of after) expect(read(HEAD, 'sparseCategoricalCrossentropy', layer)).toEqual(known);
  expect(read(HEAD, tf.losses.softmaxCrossEntropy)).toEqual(known);
});

it('says what it cannot read', () => {
  const regularizer = tfl.regularizers.l1l2({ l1: 0.1, l2: 0.1 });
  expect(read({ kernelRegularizer: regularizer, biasRegularizer: regularizer }, 'hinge')).toMatchObject({
    kernelL2: null,
    biasL2: null,
  });
  const softmax = { activation: 'softmax' as const };
  const cases = [
    ['hinge', {}, /covers squared error and cross-entropy; the loss is hinge$/],
    [tf.losses.huberLoss, {}, /the loss is tf.losses.huberLoss$/],
    [() => undefined, {}, /the loss is one of your own$/],
    [undefined, {}, /cross-entropy; the model is not compiled$/],
    ['meanSquaredError', softmax, /^meanSquaredError is covered with a linear output; here .* is softmax$/],
    ['categoricalCrossentropy', {}, /covered with a softmax output; here the output is linear$/],
    [tf.losses.softmaxCrossEntropy, softmax, /covered with a linear output; here the output is softmax$/],
  ] as const;
  for (const [loss, head, note] of cases) {
    const known = read(head, loss);
    expect(known.loss).toBeNull();
    expect(known.lossNote).toMatch(note);
  }
});

it('has the loss that goes with the output in place of one of no known kind', () => {
  const mine = () => undefined;
  const assumed = (...args: Parameters<typeof read>) => read(...args).assumedLoss?.loss;
  expect(read({}, mine)).toMatchObject({
    ownLoss: true,
    assumedLoss: { loss: 'mse', activation: 'linear' },
  });
  expect(assumed({ activation: 'softmax' }, mine)).toBe('cross-entropy');
  expect(assumed({ activation: 'sigmoid' }, mine)).toBeUndefined();
  expect(assumed({}, 'hinge')).toBe('mse');
  // What these mean is known: squared error is not what a logit is trained with.
  expect(assumed({ activation: 'softmax' }, 'meanSquaredError')).toBeUndefined();
  expect(assumed({}, tf.losses.sigmoidCrossEntropy)).toBeUndefined();
});

it('reads p of a feature decay in front of the head, also at the end of a model within it', () => {
  const decay = () => featureDecay({ p: 0.25 });
  const body = () => tfl.layers.dense({ units: 3, inputShape: [2] });
  const head = () => tfl.layers.dense({ units: 4 });
  const trunk = () => tfl.sequential({ layers: [body(), decay()] });
  const cases: readonly (readonly [tfl.layers.Layer[], number | undefined])[] = [
    [[body(), decay(), head()], 0.25],
    [[trunk(), head()], 0.25],
    // What stands between changes the features: the penalty is not on the head's input.
    [[body(), decay(), tfl.layers.reLU(), head()], undefined],
    [[decayed(), head()], undefined],
  ];
  function decayed() {
    return tfl.sequential({ layers: [body(), decay(), tfl.layers.dense({ units: 3 })] });
  }
  for (const [layers, want] of cases) {
    const model = tfl.sequential({ layers });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const inner = innerModel(model);
    expect(readTraining({ model: inner, head: findHead(inner) }).featureDecay).toBe(want);
    model.dispose();
  }
});

it('takes the feature decay for the measured layer only where that is its input or its output', () => {
  const decay = featureDecay({ p: 0.25 });
  const [before, hidden] = [tfl.layers.dense({ units: 3 }), tfl.layers.dense({ units: 3, inputShape: [2] })];
  const model = tfl.sequential({ layers: [hidden, before, decay, tfl.layers.dense({ units: 4 })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const inner = innerModel(model);
  const read = (layer: tfl.layers.Layer) => readTraining({ model: inner, head: findHead(inner), layer });
  expect([decay, before, hidden].map(layer => read(layer).featureDecay)).toEqual([0.25, 0.25, undefined]);
  model.dispose();
});
