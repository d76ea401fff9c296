import { describe, expect, it } from 'vitest';
import { maxEvaluations, predictForRecord } from '../../../callbacks/theory/predictForNetwork.js';
import { predictUfm } from '../../../src/theory/predictUfm.js';
import type { NumericalSolution, UfmPrediction } from '../../../src/theory/ufmPrediction.js';
import type { UfmSetting } from '../../../src/theory/ufmSetting.js';
import { gaussian, lambdas, longTail, oneHot, total } from '../../theory/settings.js';

function settingOf(classes: number, change: Partial<UfmSetting> = {}): UfmSetting {
  const classCounts = longTail(classes, 100);
  return {
    loss: 'cross-entropy',
    encoding: oneHot(classes),
    classCounts,
    featureDim: 2 * classes,
    ...lambdas(0.1 / Math.sqrt(classes), total(classCounts)),
    lambdaB: 0,
    featureActivation: 'linear',
    ...change,
  };
}

function solved(
  prediction: ReturnType<typeof predictForRecord>,
): UfmPrediction & { method: NumericalSolution } {
  if ('absent' in prediction || prediction.method.kind !== 'numerical') throw new Error('expected a descent');
  return prediction as UfmPrediction & { method: NumericalSolution };
}

describe('maxEvaluations', () => {
  it('bounds the multiplications of a record: 4e7, and 1e9 for the first', () => {
    for (const classes of [2, 10, 100, 1000]) {
      const setting = settingOf(classes);
      // Three products of K×K matrices.
      const products = 3 * classes ** 3;
      for (const [first, work] of [
        [false, 4e7],
        [true, 1e9],
      ] as const) {
        const evaluations = maxEvaluations(setting, first);
        expect(evaluations).toBeGreaterThanOrEqual(1);
        expect((evaluations - 1) * products).toBeLessThan(work);
      }
    }
  });

  it('leaves ten classes what they need, and 100 enough to follow a training', () => {
    expect(maxEvaluations(settingOf(10), false)).toBeGreaterThan(2500);
    expect(maxEvaluations(settingOf(100), false)).toBeGreaterThanOrEqual(10);
  });
});

describe('predictForRecord', () => {
  it('is the optimum for few classes, at the first record and after', () => {
    const first = solved(predictForRecord(settingOf(6), undefined));
    expect(first.method.converged).toBe(true);
    const lambdaH = first.setting.lambdaH * 1.03;
    const next = solved(predictForRecord({ ...first.setting, lambdaH }, first));
    expect(next.method).toMatchObject({ converged: true, restarts: 1 });
    // The gradient is below 1e-6 of the penalties': so is the loss, by far.
    expect((next.loss as number) / (predictUfm(next.setting).loss as number) - 1).toBeLessThan(1e-8);
  });

  it('goes on, record by record, with a descent that one record cannot finish, and says so', () => {
    // Nonnegative features and codes in all directions: thousands of evaluations.
    const setting = settingOf(40, {
      loss: 'mse',
      encoding: gaussian(40, 40, 1),
      featureActivation: 'nonnegative',
    });
    let last = solved(predictForRecord(setting, undefined));
    expect(last.method.converged).toBe(false);
    expect(last.method.gradientNorm).toBeGreaterThan(1e-6);
    for (let record = 0; record < 3; record++) {
      const next = solved(predictForRecord(setting, last));
      expect(next.loss).toBeLessThan(last.loss as number);
      last = next;
    }
  });

  it('is absent, with the reason, where there is no prediction', () => {
    const unused = predictForRecord(settingOf(3, { encoding: gaussian(3, 3, 1) }), undefined);
    expect(unused).toEqual({ absent: expect.stringContaining('probability vectors') });
  });
});

it('predicts nothing for more classes than it can afford', () => {
  const setting = settingOf(4, { encoding: { ...oneHot(4), classes: 301 } });
  expect(predictForRecord(setting, undefined)).toEqual({
    absent: 'predictions are made for at most 300 classes, because of their cost',
  });
});
