import { describe, expect, it } from 'vitest';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { type SweepValues, sweepUfm } from '../../src/theory/sweepUfm.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { lambdas, longTail, oneHot, total } from './settings.js';

const base: UfmSetting = {
  loss: 'mse',
  encoding: oneHot(4),
  classCounts: longTail(4, 20),
  featureDim: 6,
  ...lambdas(0.01, total(longTail(4, 20))),
  lambdaB: 0,
  featureActivation: 'linear',
};

describe('sweepUfm', () => {
  it('predicts for every value of one parameter, in their order', () => {
    const lambdaB = [Infinity, 0, 0.1];
    const points = sweepUfm(base, { lambdaB });
    expect(points.map(point => point.values)).toEqual(lambdaB.map(value => ({ lambdaB: value })));
    points.forEach((point, i) => {
      const alone = predictUfm({ ...base, lambdaB: lambdaB[i]! });
      expect(point.prediction.meanCosine).toBeCloseTo(alone.meanCosine as number, 12);
    });
  });

  it('predicts for every pair of two, numbers or not, the second changing fastest', () => {
    const sweep = {
      featureActivation: ['linear', 'nonnegative'],
      classCounts: [[1, 1, 1, 1], base.classCounts],
    };
    const points = sweepUfm({ ...base, loss: 'cross-entropy' }, sweep as SweepValues);
    expect(
      points.map(({ prediction: { setting } }) => [setting.featureActivation, setting.classCounts[0]]),
    ).toEqual([
      ['linear', 1],
      ['linear', 1000],
      ['nonnegative', 1],
      ['nonnegative', 1000],
    ]);
    for (const { prediction } of points) {
      // The warm start leads to the same minimum as a search from nowhere.
      expect(prediction.loss).toBeCloseTo(predictUfm(prediction.setting).loss as number, 10);
    }
  });

  it('goes on from the point before, with the options that are given', () => {
    // No closed form, and too few evaluations to arrive: three times the same setting gets nearer each time.
    const setting: UfmSetting = { ...base, loss: 'cross-entropy', lambdaB: 0.1 };
    const points = sweepUfm(setting, { lambdaB: [0.1, 0.1, 0.1] }, { restarts: 0, maxEvaluations: 4 });
    const [first, second, third] = points.map(point => point.prediction.loss as number);
    expect(first).toBe(predictUfm(setting, { restarts: 0, maxEvaluations: 4 }).loss);
    expect(second).toBeLessThan(first!);
    expect(third).toBeLessThan(second!);
    expect(third).toBeGreaterThanOrEqual((predictUfm(setting).loss as number) * (1 - 1e-12));
  });

  it('crosses minority collapse in both directions', () => {
    const setting: UfmSetting = {
      ...base,
      loss: 'cross-entropy',
      featureActivation: 'nonnegative',
      lambdaB: 0.01,
    };
    const up = [0.3, 1, 3, 10, 30].map(factor => factor * base.lambdaH);
    const there = sweepUfm(setting, { lambdaH: up });
    const back = sweepUfm(setting, { lambdaH: [...up].reverse() }).reverse();
    there.forEach((point, i) => {
      expect(point.prediction.loss).toBeCloseTo(back[i]!.prediction.loss as number, 9);
      expect(point.prediction.minorityCollapsed).toEqual(back[i]!.prediction.minorityCollapsed);
    });
  });

  it.each([
    [{}, 'sweep', /one or two parameters/, '[]'],
    [{ lambdaB: [0], lambdaW: [1], lambdaH: [1] }, 'sweep', /one or two parameters/, 'lambdaH'],
    [{ lambda: [0] }, 'sweep', /parameters of the setting/, '"lambda"'],
    [{ lambdaB: [] }, 'sweep.lambdaB', /at least one value/, '[]'],
  ])('names what is wrong: %j', async (sweep, argument, requirement, received) => {
    const parts = { where: 'sweepUfm', argument, requirement, received };
    await expectArgumentError(() => sweepUfm(base, sweep as SweepValues), parts);
  });
});
