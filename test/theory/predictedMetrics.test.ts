import { describe, expect, it } from 'vitest';
import { labelSmoothingEncoding, oneHotEncoding } from '../../src/encodings/index.js';
import { Matrix } from '../../src/linalg/dense.js';
import type { Weighting } from '../../src/metrics/geometry.js';
import {
  collapsedStatistics,
  inUsedDimensions,
  predictedMetrics,
  predictedNetwork,
} from '../../src/theory/predictedMetrics.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';
import { SETTING } from '../helpers/theory.js';
import { codes, oneHot } from './settings.js';

const K = 4;
const BALANCED: UfmSetting = {
  ...SETTING,
  encoding: oneHotEncoding(K),
  classCounts: [6, 6, 6, 6],
  featureDim: 7,
  lambdaB: 0,
};

function predictedFor(setting: UfmSetting, weighting: Weighting = 'class') {
  const prediction = predictUfm(setting);
  const encoding = oneHotEncoding(setting.encoding.classes);
  return { prediction, predicted: predictedMetrics(prediction, encoding, weighting) };
}

/** λ_H/2 ‖H‖_F² of collapsed features */
function featurePenalty({ setting, meanGram }: ReturnType<typeof predictUfm>): number {
  const energy = setting.classCounts.reduce((sum, n, k) => sum + n * (meanGram as Matrix).get(k, k), 0);
  return (setting.lambdaH / 2) * energy;
}

describe('predictedMetrics', () => {
  it('are those of a simplex ETF for balanced one-hot classes and a bias without penalty', () => {
    const { predicted } = predictedFor(BALANCED);
    const exactly = {
      'nc1.pinv': 0,
      'nc1.ratio': 0,
      'nc1.cdnv': 0,
      'nc2.equinorm': 0,
      'nc2.equiangular': 0,
      'nc2.maxangle': 0,
      'nc2.etf': 0,
      'nc3.dual': 0,
      'nc4.ncc': 1,
      'bias.centering': 0,
      'train.accuracy': 1,
      'mse.central_path': 0,
    };
    expect(predicted).toMatchObject(exactly);
    expect(predicted['nc2.cos']).toBeCloseTo(-1 / (K - 1), 12);
    expect(predicted['rank.effective']).toBeCloseTo(K - 1, 10);
  });

  it('have the loss of the closed form, and its parts', () => {
    const { predicted } = predictedFor(BALANCED);
    const tau = Math.sqrt(24 * BALANCED.lambdaW * BALANCED.lambdaH);
    // K − 1 singular values 1/√K of the targets; of each, τ is left over: min ½(σ − x)² + τx.
    const dataLoss = ((K - 1) * tau ** 2) / 2;
    expect(predicted['train.loss']! / ((2 / K) * dataLoss)).toBeCloseTo(1, 10);
    expect(predicted['mse.central_path.nc23']! / dataLoss).toBeCloseTo(1, 10);
    // τx is shared equally between the penalties of weights and features.
    const kernelPenalty = ((K - 1) * tau * (1 / Math.sqrt(K) - tau)) / 2;
    expect(predicted['mse.central_path.nc1']! / kernelPenalty).toBeCloseTo(1, 10);
  });

  it.each([
    ['a penalized bias', {}],
    ['no bias', { lambdaB: Number.POSITIVE_INFINITY }],
  ])('split the loss without the penalty of the features: %s', (_, change) => {
    const { prediction, predicted } = predictedFor({ ...SETTING, ...change });
    const parts = predicted['mse.central_path.nc1']! + predicted['mse.central_path.nc23']!;
    expect((parts + featurePenalty(prediction)) / (prediction.loss as number)).toBeCloseTo(1, 12);
  });

  it('follow the weighting', () => {
    const { prediction } = predictedFor(SETTING);
    const means = (prediction.classMeans as Matrix).to2DArray();
    const proportions = { class: [1 / 3, 1 / 3, 1 / 3], sample: [12 / 24, 7 / 24, 5 / 24] };
    for (const weighting of ['class', 'sample'] as const) {
      const center = means[0]!.map((_, j) =>
        means.reduce((c, m, k) => c + proportions[weighting][k]! * m[j]!, 0),
      );
      const norms = means.map(m => Math.hypot(...m.map((x, j) => x - center[j]!)));
      const average = norms.reduce((sum, x) => sum + x, 0) / 3;
      const spread = Math.sqrt(norms.reduce((sum, x) => sum + (x - average) ** 2, 0) / 3);
      const { predicted } = predictedFor(SETTING, weighting);
      expect(predicted['nc2.equinorm']! / (spread / average)).toBeCloseTo(1, 10);
    }
  });

  it.each([
    // Section 2: behind a ReLU only the traces agree, except for squared error without a bias.
    ['mse', 'nonnegative', 0, 1 / Math.sqrt(4)],
    ['mse', 'nonnegative', Number.POSITIVE_INFINITY, 0],
    ['cross-entropy', 'nonnegative', 0, 1 / Math.sqrt(4)],
    ['mse', 'linear', 0, 0],
    ['cross-entropy', 'linear', 0.1, 0],
  ] as const)(
    'has the balance of weights and features: %s, %s, λ_b = %d',
    (loss, activation, lambdaB, floor) => {
      const setting = {
        ...SETTING,
        loss,
        lambdaB,
        encoding: oneHotEncoding(4),
        classCounts: [6, 6, 6, 6],
        featureActivation: activation,
      };
      expect(predictedFor(setting).predicted['balance.residual']).toBeCloseTo(floor, 9);
      // A ratio of scales: it is there where only the shape is predicted.
      const shape = predictedFor({ ...setting, lambdaW: 0 }).predicted['balance.residual'];
      expect(shape).toBeCloseTo(floor, 9);
    },
  );

  it('leave out what says how far a network is from theory', () => {
    const ids = Object.keys(predictedFor(SETTING).predicted);
    expect(ids).toContain('nc3.dual');
    for (const id of ['nc2.theory', 'bias.theory', 'logits.theory', 'loss.theory']) {
      expect(ids).not.toContain(id);
    }
  });

  it('say nothing of a bias that there is not', () => {
    const ids = (lambdaB: number) => Object.keys(predictedFor({ ...SETTING, lambdaB }).predicted);
    expect(ids(0.05)).toContain('bias.centering');
    expect(ids(Number.POSITIVE_INFINITY)).not.toContain('bias.centering');
    expect(ids(Number.POSITIVE_INFINITY)).toContain('nc3.dual');
  });

  it('are those of the shape alone without a scale', () => {
    const { predicted, prediction } = predictedFor({ ...SETTING, lambdaH: 0 });
    expect(predicted['nc2.cos']).toBeCloseTo(prediction.meanCosine as number, 12);
    for (const id of ['nc3.dual', 'bias.centering', 'train.accuracy', 'train.loss', 'nc4.ncc'] as const) {
      expect(predicted).not.toHaveProperty([id]);
    }
    expect(predicted).not.toHaveProperty(['mse.central_path.nc1']);
  });

  it('have no central path for cross-entropy', () => {
    const { predicted } = predictedFor({ ...BALANCED, loss: 'cross-entropy', lambdaB: 0.05 });
    expect(predicted['nc3.dual']).toBe(0);
    expect(predicted).not.toHaveProperty(['mse.central_path.nc1']);
  });

  it('are none where every class mean is zero', () => {
    expect(predictedFor({ ...BALANCED, lambdaW: 10, lambdaH: 10 }).predicted).toEqual({});
  });
});

describe('predictedNetwork', () => {
  it('classifies everything where no class has collapsed, with the loss as tf.js reports it', () => {
    const prediction = predictUfm(SETTING);
    const { accuracy, loss } = predictedNetwork(prediction);
    expect(accuracy).toBe(1);
    // tf.js averages (z − e)² over the 3 outputs too, and has no ½.
    expect(loss).toBeCloseTo(((prediction.dataLoss as number) * 2) / 3, 14);
  });

  it('counts the samples of a class whose features vanish as errors', () => {
    // Strong penalties: the smallest class is not worth its weights.
    const setting = {
      ...SETTING,
      classCounts: [100, 80, 1],
      lambdaW: 0.05,
      lambdaH: 5e-3,
      lambdaB: Number.POSITIVE_INFINITY,
    };
    const prediction = predictUfm(setting);
    expect(prediction.minorityCollapsed).toEqual([2]);
    // Output 0 for class 2: a tie, which goes to class 0.
    expect(predictedNetwork(prediction).accuracy).toBeCloseTo(180 / 181, 14);
  });

  it('decides by probabilities for cross-entropy', () => {
    const encoding = labelSmoothingEncoding(3, 0.1);
    const setting = { ...SETTING, loss: 'cross-entropy' as const, encoding, classCounts: [8, 8, 8] };
    const prediction = predictUfm(setting);
    const { accuracy, loss } = predictedNetwork(prediction);
    expect(accuracy).toBe(1);
    expect(loss).toBe(prediction.dataLoss);
  });

  it('says nothing where only the shape is predicted', () => {
    const prediction = predictUfm({ ...SETTING, encoding: oneHotEncoding(3), lambdaW: 0 });
    expect(predictedNetwork(prediction)).toEqual({ loss: { absent: 'no scale' } });
  });

  it('decides for the nearest code, whatever the lengths of the codes', () => {
    const encoding = codes(
      'along a line',
      new Matrix([
        [1, 4],
        [0, 0],
      ]),
    );
    const prediction = predictUfm({ ...SETTING, encoding: oneHot(2), classCounts: [3, 5] });
    const accuracyOf = (first: number, second: number) => {
      // The bias moves both outputs by (1, 0); the border between the codes is at 2.5.
      const logits = new Matrix([
        [first - 1, second - 1],
        [0, 0],
      ]);
      const setting = { ...prediction.setting, encoding };
      return predictedNetwork({ ...prediction, setting, logits, bias: [1, 0] }).accuracy;
    };
    expect(accuracyOf(2.4, 2.6)).toBe(1);
    expect(accuracyOf(2.6, 2.6)).toBe(5 / 8);
    expect(accuracyOf(2.4, 2.4)).toBe(3 / 8);
  });

  it.each([0, 1e3])(
    'compares codes with probabilities, not with logits, for cross-entropy: offset %d',
    offset => {
      const encoding = codes(
        'sure and unsure',
        new Matrix([
          [1, 0.5],
          [0, 0.5],
        ]),
      );
      const prediction = predictUfm({ ...SETTING, encoding: oneHot(2), classCounts: [3, 5] });
      // softmax(0.6, 0) = (0.646, 0.354) is nearer to (0.5, 0.5), softmax(1.4, 0) = (0.802, 0.198) to (1, 0).
      const logits = new Matrix([
        [1.4, 0.6],
        [0, 0],
      ]).add(offset);
      const setting = { ...prediction.setting, loss: 'cross-entropy' as const, encoding };
      expect(predictedNetwork({ ...prediction, setting, logits, bias: [0, 0] }).accuracy).toBe(1);
    },
  );
});

const gramOf = (rows: Matrix) => rows.mmul(rows.transpose());

describe('collapsedStatistics', () => {
  it('are those of features at the predicted class means', () => {
    const prediction = predictUfm(SETTING);
    const statistics = collapsedStatistics(prediction)!;
    const means = prediction.classMeans as Matrix;
    expect(statistics).toMatchObject({ classes: 3, featureDim: 4, samples: 24, counts: [12, 7, 5] });
    expect(statistics.means.to2DArray()).toEqual(means.to2DArray());
    expect(statistics.variances).toEqual([0, 0, 0]);
    expect(statistics.smallest).toBe(Math.min(...means.to1DArray()));
    expect(statistics.nearestMeanAgreement).toBeNull();
    // In the span of the means: the same lengths and angles of their differences, and no scatter.
    const { meansInSpan, scatterInSpan } = statistics;
    const differences = (rows: Matrix) => gramOf(rows.clone().subRowVector(rows.getRow(0)));
    const error = Matrix.sub(differences(meansInSpan), differences(means)).norm();
    expect(error).toBeLessThan(1e-13 * differences(means).norm());
    expect(scatterInSpan!.to2DArray()).toEqual(
      Matrix.zeros(meansInSpan.columns, meansInSpan.columns).to2DArray(),
    );
  });

  it('have the predicted shape at an arbitrary scale where only that is predicted', () => {
    const prediction = predictUfm({ ...SETTING, lambdaW: 0 });
    const gram = gramOf(collapsedStatistics(prediction)!.means);
    const error = gram.div(gram.norm()).sub(prediction.normalizedMeanGram as Matrix);
    expect(error.norm()).toBeLessThan(1e-13);
  });

  it('are none where every class mean is zero', () => {
    expect(collapsedStatistics(predictUfm({ ...SETTING, lambdaW: 10, lambdaH: 10 }))).toBeNull();
  });
});

const setting: UfmSetting = {
  loss: 'mse',
  encoding: oneHot(4),
  classCounts: [9, 5, 3, 1],
  featureDim: 11,
  lambdaW: 5e-3,
  lambdaH: 1e-4,
  lambdaB: 0.1,
  featureActivation: 'linear',
};

describe('inUsedDimensions', () => {
  it('keeps every product of means and kernel', () => {
    const full = predictUfm(setting);
    const { classMeans, kernel } = inUsedDimensions(full) as { classMeans: Matrix; kernel: Matrix };
    expect([classMeans.columns, kernel.rows]).toEqual([4, 4]);
    const logits = Matrix.sub(kernel.transpose().mmul(classMeans.transpose()), full.logits as Matrix);
    expect(logits.norm()).toBeLessThan(1e-14);
    const gram = Matrix.sub(classMeans.mmul(classMeans.transpose()), full.meanGram as Matrix);
    expect(gram.norm()).toBeLessThan(1e-14 * (full.meanGram as Matrix).norm());
  });

  it('keeps a dimension that one class, or the kernel alone, uses', () => {
    const prediction = predictUfm(setting);
    const means = Matrix.zeros(4, 5).set(0, 0, 1).set(2, 1, 3);
    const kernel = Matrix.zeros(5, 4).set(2, 3, 7);
    const used = inUsedDimensions({ ...prediction, classMeans: means, kernel });
    expect((used.classMeans as Matrix).to2DArray()).toEqual(means.subMatrix(0, 3, 0, 2).to2DArray());
    expect((used.kernel as Matrix).to2DArray()).toEqual(kernel.subMatrix(0, 2, 0, 3).to2DArray());
    const ofMeans = inUsedDimensions({ ...prediction, classMeans: means, kernel: Matrix.zeros(5, 4) });
    expect((ofMeans.classMeans as Matrix).columns).toBe(2);
  });

  it('leaves one dimension of a collapsed prediction, and nothing to do without a scale', () => {
    const collapsed = predictUfm({ ...setting, lambdaW: 10, lambdaH: 10 });
    expect((inUsedDimensions(collapsed).classMeans as Matrix).columns).toBe(1);
    const scaleFree = predictUfm({ ...setting, lambdaW: 0 });
    expect(inUsedDimensions(scaleFree)).toBe(scaleFree);
  });
});
