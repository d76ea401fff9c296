import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { NeuralCollapse, type NeuralCollapseOptions } from '../../callbacks/index.js';
import { layerByName } from '../../callbacks/network/layerList.js';
import { innerModel } from '../../callbacks/network/measuredLayers.js';
import { isHeadTrained } from '../../callbacks/theory/readTraining.js';
import { oneHotEncoding } from '../../src/encodings/index.js';
import { Matrix } from '../../src/linalg/dense.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { TheoryComparison } from '../../src/theory/comparison.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmLoss } from '../../src/theory/ufmSetting.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { QUIET, smallData } from '../helpers/smallModel.js';

const { layers } = tfl;
const K = 3;
const D = 4;
const LAMBDA_H = 2e-4;
const COUNTS = [20, 7, 3];
const W = [
  [2, 0, 0, 0],
  [1.8, 0.9, 0, 0],
  [0, 0, 2, 0],
];
const BIAS = [0.2, -0.1, 0.05];

interface Case {
  readonly loss: UfmLoss;
  readonly compiled: string | ((t: tf.Tensor, o: tf.Tensor) => tf.Tensor);
  readonly activation: 'linear' | 'softmax';
}

/** A network whose features are exactly those that the head draws to itself: input is the class. */
function atOptimum({ loss, compiled, activation }: Case) {
  const prediction = predictUfm({
    ...{ loss, encoding: oneHotEncoding(K), classCounts: COUNTS, featureDim: D },
    ...{ lambdaW: 0, lambdaH: LAMBDA_H, lambdaB: 0, featureActivation: 'linear' },
    fixedHead: { kernel: new Matrix(W).transpose(), bias: BIAS },
  });
  const model = tfl.sequential({
    layers: [
      layers.dense({ units: D, inputShape: [K], useBias: false }),
      layers.dense({ units: K, activation, trainable: false }),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(0), loss: compiled as string });
  const labels = COUNTS.flatMap((n, k) => new Array<number>(n).fill(k));
  const ys = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), K), 'float32')) as tf.Tensor2D;
  tf.tidy(() => {
    const means = tf.tensor2d((prediction.classMeans as Matrix).to2DArray());
    model.layers[0]!.setWeights([means]);
    model.layers[1]!.setWeights([tf.transpose(tf.tensor2d(W)), tf.tensor1d(BIAS)]);
  });
  onTestFinished(() => {
    ys.dispose();
    model.dispose();
  });
  return { model, prediction, data: { xs: ys, ys } };
}

const CASES: [string, Case][] = [
  ['squared error', { loss: 'mse', compiled: 'meanSquaredError', activation: 'linear' }],
  [
    'cross-entropy behind a softmax',
    { loss: 'cross-entropy', compiled: 'categoricalCrossentropy', activation: 'softmax' },
  ],
  [
    'cross-entropy on logits',
    { loss: 'cross-entropy', compiled: tf.losses.softmaxCrossEntropy as never, activation: 'linear' },
  ],
];

function expectNothingLeft({ metrics, absent, theory }: NeuralCollapseRecord): void {
  const { assumptions, predicted, gap } = theory as TheoryComparison;
  // λ_H is found again from the pull on float32 features; the loss is flat at the optimum.
  expect(assumptions.lambdaH.value / LAMBDA_H).toBeCloseTo(1, 3);
  expect(assumptions).toMatchObject({ head: 'fixed', lambdaH: { source: 'calibrated' } });
  for (const id of ['nc2.theory', 'logits.theory', 'loss.theory', 'bias.theory'] as const) {
    expect(Math.abs(metrics[id]!), id).toBeLessThan(1e-3);
  }
  for (const [id, difference] of Object.entries(gap)) expect(Math.abs(difference), id).toBeLessThan(1e-3);
  expect(Object.keys(gap)).toEqual(expect.arrayContaining(['nc2.cos', 'nc3.dual', 'train.loss']));
  expect(predicted['train.accuracy']).toBe(1);
  expect(absent['balance.residual']).toBe(
    'the head is not trained: its weights need not balance the features',
  );
}

describe('a head that is not trained', () => {
  it.each(CASES)('is data for its features: nothing is left at their optimum, %s', async (_, network) => {
    const { model, data } = atOptimum(network);
    const nc = new NeuralCollapse({ ...QUIET, model, data });
    expectNothingLeft(await nc.measure(0));
    // From the first prediction on.
    expectNothingLeft(await nc.measure(1));
  });

  it("is so with source 'training' too", async () => {
    const { model, data } = atOptimum(CASES[0]![1]);
    const nc = new NeuralCollapse({ ...QUIET, source: 'training' });
    await model.fit(data.xs, data.ys, { epochs: 1, batchSize: 7, verbose: 0, callbacks: [nc] });
    expectNothingLeft(nc.records[0]!);
  });

  it('has λ_H as the user says, or the reason why there is none', async () => {
    const { xs, ys } = smallData();
    const model = tfl.sequential({
      layers: [
        layers.dense({ inputShape: [6], units: D, name: 'trunk' }),
        layers.dense({ units: 3, useBias: false, trainable: false }),
      ],
    });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    onTestFinished(() => void model.dispose());
    const measure = (theory?: NeuralCollapseOptions['theory']) =>
      new NeuralCollapse({ ...QUIET, model, data: { xs, ys }, ...(theory && { theory }) }).measure(0);
    const given = await measure({ lambdaH: 1e-3 });
    expect(given.theory).toMatchObject({ assumptions: { lambdaH: { value: 1e-3, source: 'given' } } });
    // Features that are far too long: the loss pushes them to zero.
    tf.tidy(() => model.layers[0]!.setWeights([tf.mul(50, tf.ones([6, D])), tf.ones([D])]));
    expect((await measure()).theory).toEqual({
      absent: expect.stringMatching(
        /the head is not trained, and the loss does not pull the features from zero/,
      ),
    });
    const trained = await measure({ headTrained: true });
    expect((trained.theory as TheoryComparison).assumptions.head).toBeUndefined();
  });

  it('leaks no tensors', async () => {
    const { model, data } = atOptimum(CASES[2]![1]);
    await expectNoLeakedTensors(() => new NeuralCollapse({ ...QUIET, model, data }).measure(0));
  });
});

describe('isHeadTrained', () => {
  const build = (head: object = {}) => {
    const inner = tfl.sequential({
      layers: [
        layers.dense({ units: 3, inputShape: [2] }),
        layers.dense({ units: 2, name: 'head', ...head }),
      ],
      name: 'inner',
    });
    const model = tfl.sequential({ layers: [inner] });
    onTestFinished(() => void model.dispose());
    return { inner, model, head: layerByName(innerModel(model), 'head', 'head') };
  };
  const freeze = (layer: { trainable: boolean }) => {
    layer.trainable = false;
  };
  const compile = (model: tfl.Sequential) =>
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const isTrained = ({ model, head }: ReturnType<typeof build>) =>
    isHeadTrained({ model: innerModel(model), head });

  /** Whether an epoch moves the kernel. */
  async function moves({ model, head }: ReturnType<typeof build>): Promise<boolean> {
    const kernel = () => [...head.getWeights()[0]!.dataSync()];
    const [before, xs, ys] = [kernel(), tf.ones([4, 2]), tf.zeros([4, 2])];
    await model.fit(xs, ys, { epochs: 1, verbose: 0 });
    tf.dispose([xs, ys]);
    return kernel().some((x, i) => x !== before[i]);
  }

  it.each<[string, object, (built: ReturnType<typeof build>) => void, boolean]>([
    ['a layer', {}, () => {}, true],
    ['a frozen layer', { trainable: false }, () => {}, false],
    // tf.js trains the layers of a frozen model inside another all the same.
    ['a layer of a frozen model', {}, ({ inner }) => freeze(inner), true],
  ])('says what fit does to it: %s', async (_, options, change, expected) => {
    const built = build(options);
    change(built);
    compile(built.model);
    expect([isTrained(built), await moves(built)]).toEqual([expected, expected]);
  });

  it.each([
    ['frozen', {}, false],
    ['thawed', { trainable: false }, true],
  ])('is false where the layer is %s after the model was compiled', async (_, options, trainable) => {
    const built = build(options);
    compile(built.model);
    built.head.trainable = trainable;
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    expect([isTrained(built), await moves(built)]).toEqual([false, false]);
    warn.mockRestore();
  });

  it('is as its layers say where the model is not compiled', () => {
    expect([isTrained(build()), isTrained(build({ trainable: false }))]).toEqual([true, false]);
  });
});
