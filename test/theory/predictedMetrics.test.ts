import { describe, expect, it } from 'vitest';
import { oneHotEncoding } from '../../src/encodings/classEncoding.js';
import type { Matrix } from '../../src/linalg/dense.js';
import type { Weighting } from '../../src/metrics/geometry.js';
import { predictedMetrics } from '../../src/theory/predictedMetrics.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';
import { SETTING } from '../helpers/theory.js';

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
    const shares = { class: [1 / 3, 1 / 3, 1 / 3], sample: [12 / 24, 7 / 24, 5 / 24] };
    for (const weighting of ['class', 'sample'] as const) {
      const center = means[0]!.map((_, j) => means.reduce((c, m, k) => c + shares[weighting][k]! * m[j]!, 0));
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
