import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NeuralCollapse } from '../../../callbacks/index.js';
import { featureDecay } from '../../../layers/index.js';
import { oneHotEncoding } from '../../../src/encodings/encodingFromCodes.js';
import { gaussianEncoding } from '../../../src/encodings/index.js';
import type { Matrix } from '../../../src/linalg/dense.js';
import type { TheoryComparison } from '../../../src/theory/comparison.js';
import { predictUfm } from '../../../src/theory/predictUfm.js';
import type { UfmSetting } from '../../../src/theory/ufmSetting.js';
import { compiled, dense, QUIET, smallData, smallModel } from '../../helpers/smallModel.js';

const K = 4;
const D = 7;
const L2 = { kernel: 1e-3, bias: 0.02 };

/** The setting of a head with those regularizers and squared error: λ = c·l2. */
function settingOf(classCounts: number[]): UfmSetting {
  return {
    loss: 'mse',
    encoding: oneHotEncoding(K),
    classCounts,
    featureDim: D,
    lambdaW: K * L2.kernel,
    lambdaH: 2e-5,
    lambdaB: K * L2.bias,
    featureActivation: 'linear',
  };
}

/** A network that is exactly at the predicted optimum: input is the class, the first layer holds the class means. */
function networkAtOptimum(classCounts: number[]) {
  const prediction = predictUfm(settingOf(classCounts));
  const l2 = (strength: number) => tfl.regularizers.l2({ l2: strength });
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({ units: D, inputShape: [K], useBias: false }),
      tfl.layers.dense({ units: K, kernelRegularizer: l2(L2.kernel), biasRegularizer: l2(L2.bias) }),
    ],
  });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const labels = classCounts.flatMap((n, k) => new Array<number>(n).fill(k));
  const tensor = (matrix: Matrix) => tf.tensor2d(matrix.to2DArray());
  tf.tidy(() =>
    model.setWeights([
      tensor(prediction.classMeans as Matrix),
      tensor(prediction.kernel as Matrix),
      tf.tensor1d(prediction.bias as number[]),
    ]),
  );
  const ys = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), K), 'float32')) as tf.Tensor2D;
  onTestFinished(() => {
    ys.dispose();
    model.dispose();
  });
  return { model, prediction, data: { xs: ys, ys } };
}

describe('a network at the predicted optimum', () => {
  it.each([
    ['balanced classes', [9, 9, 9, 9]],
    ['classes of unequal size', [20, 10, 7, 3]],
  ])('%s: nothing is left between measurement and theory', async (_, counts) => {
    const { model, prediction, data } = networkAtOptimum(counts);
    const { metrics, theory } = await new NeuralCollapse({ ...QUIET, model, data }).measure(0);
    // Float32 weights and outputs; squares of differences in balance.residual.
    for (const id of ['nc2.theory', 'bias.theory', 'logits.theory', 'loss.theory'] as const) {
      expect(Math.abs(metrics[id]!), id).toBeLessThan(2e-6);
    }
    expect(metrics['balance.residual']).toBeLessThan(1e-5);
    const { assumptions, prediction: summary, predicted, gap } = theory as TheoryComparison;
    // λ_H was not given: it is found again from the balance of weights and features.
    expect(assumptions.lambdaH).toEqual({ value: expect.closeTo(2e-5, 10), source: 'calibrated' });
    expect(assumptions).toMatchObject({ loss: 'mse', lambdaW: 4e-3, lambdaB: 0.08, notes: [] });
    expect(assumptions.featureActivation).toEqual({ value: 'linear', source: 'data' });
    expect(summary.meanCosine! / (prediction.meanCosine as number)).toBeCloseTo(1, 5);
    expect([predicted['nc1.pinv'], predicted['balance.residual']]).toEqual([0, 0]);
    for (const [id, difference] of Object.entries(gap)) expect(Math.abs(difference), id).toBeLessThan(1e-5);
    expect(Object.keys(gap)).toEqual(
      expect.arrayContaining(['nc1.pinv', 'nc2.cos', 'nc3.dual', 'bias.centering', 'nc4.ncc']),
    );
    expect(predicted['train.accuracy']).toBe(1);
    // The model's own evaluation, in the convention of tf.js; its float32 outputs differ from the codes by little.
    expect(predicted['train.loss']! / metrics['train.loss']!).toBeCloseTo(1, 4);
  });

  it('uses what the user sets, and sees a wrong assumption', async () => {
    const { model, data } = networkAtOptimum([9, 9, 9, 9]);
    const theory = { lambdaH: 2e-5, lambdaB: 1 };
    const record = await new NeuralCollapse({ ...QUIET, model, data, theory }).measure(0);
    const { assumptions } = record.theory as TheoryComparison;
    expect(assumptions.lambdaH).toEqual({ value: 2e-5, source: 'given' });
    expect(assumptions.lambdaB).toBe(1);
    expect(record.metrics['bias.theory']).toBeGreaterThan(0.1);
  });
});

describe('behind a feature decay', () => {
  it.each([
    ['meanSquaredError', 'mse'],
    ['categoricalCrossentropy', 'cross-entropy'],
  ] as const)(
    '%s: a network trained to the end is the predicted one, with nothing calibrated',
    async (name, loss) => {
      const [classes, perClass, p, l2] = [3, 4, 0.02, 0.01];
      const labels = Array.from({ length: classes * perClass }, (_, i) => i % classes);
      const ys = tf.tidy(() =>
        tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32'),
      ) as tf.Tensor2D;
      const model = tfl.sequential({
        layers: [
          // The input is the class: every feature can be reached, and there is no other penalty.
          dense({ units: 5, inputShape: [classes], useBias: false }, 1),
          featureDecay({ p }),
          dense(
            {
              units: classes,
              kernelRegularizer: tfl.regularizers.l2({ l2 }),
              ...(loss === 'cross-entropy' && { activation: 'softmax' as const }),
            },
            2,
          ),
        ],
      });
      model.compile({ optimizer: tf.train.momentum(0.5, 0.9), loss: name });
      await model.fit(ys, ys, { epochs: 300, batchSize: labels.length, shuffle: false, verbose: 0 });
      const record = await new NeuralCollapse({ ...QUIET, model, data: { xs: ys, ys } }).measure(0);
      const { assumptions, prediction } = record.theory as TheoryComparison;
      const factor = loss === 'mse' ? classes : 2;
      expect(assumptions.lambdaW).toBeCloseTo(factor * l2, 12);
      expect(assumptions.lambdaH).toEqual({
        value: expect.closeTo((factor * p) / labels.length, 12),
        source: 'layer',
      });
      // ‖m_k‖² of the closed forms of a simplex ETF (docs/theory.md), s = √(λ_W/(N λ_H)) and τ√K = √(λ_W N λ_H K).
      const s = Math.sqrt(l2 / p);
      const q = Math.sqrt(factor * l2 * factor * p) / Math.sqrt(classes);
      const alpha = Math.log(1 / q - classes + 1);
      const sum =
        loss === 'mse' ? s * Math.sqrt(classes) * (1 - q * classes) : s * alpha * Math.sqrt(classes);
      const length = Math.sqrt(sum * (1 - 1 / classes));
      // Float32, and steps that end where the gradient is lost in rounding.
      for (const norm of record.norms.classMeans) expect(norm / length).toBeCloseTo(1, 3);
      expect(record.metrics['nc2.cos']).toBeCloseTo(-1 / (classes - 1), 3);
      expect(prediction.meanCosine).toBeCloseTo(-1 / (classes - 1), 6);
      expect(record.metrics['nc2.theory']).toBeLessThan(1e-3);
      expect(record.metrics['balance.residual']).toBeLessThan(1e-2);
      tf.dispose(ys);
      model.optimizer.dispose();
      model.dispose();
    },
  );
});

describe('what the theory does not cover', () => {
  it('predicts the shape alone for another loss, and says so', async () => {
    const { xs, ys } = smallData();
    const model = smallModel({ loss: 'meanAbsoluteError' });
    const { theory, metrics, absent } = await new NeuralCollapse({
      ...QUIET,
      model,
      data: { xs, ys },
    }).measure(0);
    expect(theory).toMatchObject({
      assumptions: {
        loss: 'mse',
        lambdaW: 0,
        notes: [
          'the theory covers squared error and cross-entropy; the loss is meanAbsoluteError',
          'for a linear output the shape of mse is predicted instead',
          "the regularizer of the head's kernel is left out beside an assumed loss",
        ],
      },
      prediction: { scaleFree: true },
    });
    expect(metrics['nc2.theory']).toBeGreaterThan(0);
    expect(metrics['balance.residual']).toBeGreaterThan(0);
    expect(absent['loss.theory']).toBeDefined();
  });

  it('is absent with the reason where loss and output do not go together, and the measurement goes on', async () => {
    const { xs, ys } = smallData();
    const model = smallModel({ softmax: true });
    const record = await new NeuralCollapse({ ...QUIET, model, data: { xs, ys } }).measure(0);
    const reason = /covered with a linear output; here the output is softmax/;
    expect(record.theory).toEqual({ absent: expect.stringMatching(reason) });
    expect(record.absent['nc2.theory']).toMatch(reason);
    expect(record.metrics['nc1.pinv']).toBeGreaterThan(0);
  });

  it('predicts nothing for a bias penalty of another kind, unless λ_b is given', async () => {
    const { xs, ys } = smallData();
    const head = dense({ units: 3, inputShape: [6], biasRegularizer: 'l1l2' }, 1);
    const model = compiled(tfl.sequential({ layers: [head] }));
    const { theory } = await new NeuralCollapse({ ...QUIET, model, data: { xs, ys } }).measure(0);
    expect(theory).toEqual({
      absent: expect.stringMatching(/the bias regularizer of the head is not a plain l2/),
    });
    const given = { ...QUIET, model, data: { xs, ys }, theory: { lambdaB: 0.1 } };
    expect(await new NeuralCollapse(given).measure(0)).toMatchObject({
      theory: { assumptions: { lambdaB: 0.1 } },
    });
  });

  it('says nothing of an optimum that descent has not come near yet, and goes on from there', async () => {
    const classes = 60;
    const encoding = gaussianEncoding(classes, { dim: classes, seed: 1 });
    const labels = Array.from({ length: classes * 2 }, (_, i) => i % classes);
    const xs = tf.tidy(() => tf.relu(tf.randomNormal([labels.length, 6], 0, 1, 'float32', 3))) as tf.Tensor2D;
    const indices = tf.tensor1d(labels, 'int32');
    const ys = encoding.encode(indices);
    const kernelRegularizer = tfl.regularizers.l2({ l2: 1e-9 });
    const model = compiled(
      tfl.sequential({
        layers: [
          tfl.layers.dense({ units: 64, inputShape: [6], activation: 'relu' }),
          tfl.layers.dense({ units: classes, kernelRegularizer }),
        ],
      }),
    );
    onTestFinished(() => tf.dispose([indices, ys, xs]));
    const nc = new NeuralCollapse({ ...QUIET, model, data: { xs, ys }, encoding });
    const record = await nc.measure(0);
    const reason = /far from the optimum, relative gradient .*; the next record goes on from there/;
    expect(record.theory).toEqual({ absent: expect.stringMatching(reason) });
    expect(record.absent['nc2.theory']).toMatch(reason);
  });

  it('can be switched off', async () => {
    const { xs, ys } = smallData();
    const nc = new NeuralCollapse({ ...QUIET, model: smallModel(), data: { xs, ys }, theory: false });
    expect((await nc.measure(0)).theory).toEqual({ absent: 'switched off by the option theory' });
  });
});
