import { describe, expect, it } from 'vitest';
import type { TheoryAssumptions } from '../../src/theory/assumptions.js';
import { compareWithTheory } from '../../src/theory/comparison.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';
import { SETTING } from '../helpers/theory.js';

const ASSUMPTIONS: TheoryAssumptions = {
  loss: 'mse',
  lambdaW: 5e-3,
  lambdaH: { value: 1e-4, source: 'given' },
  lambdaB: 0.05,
  featureActivation: { value: 'linear', source: 'data' },
  notes: [],
};

function summaryOf(change: Partial<UfmSetting>) {
  const prediction = predictUfm({ ...SETTING, ...change });
  const { prediction: summary } = compareWithTheory({ metrics: {} }, prediction, ASSUMPTIONS, {});
  return { prediction, summary };
}

describe('compareWithTheory', () => {
  it('has a gap, measured − predicted, for every metric that has both', () => {
    const metrics = { 'nc2.cos': -0.25, 'nc1.pinv': 0.5, 'nc2.theory': 0.125, 'nc4.ncc': 0 } as const;
    const predicted = { 'nc2.cos': -0.5, 'nc1.pinv': 0, 'nc4.ncc': 1, 'nc3.dual': 0 } as const;
    const comparison = compareWithTheory({ metrics }, predictUfm(SETTING), ASSUMPTIONS, predicted);
    expect(comparison.gap).toEqual({ 'nc2.cos': 0.25, 'nc1.pinv': 0.5, 'nc4.ncc': -1 });
    expect(comparison.predicted).toBe(predicted);
    expect(comparison.assumptions).toBe(ASSUMPTIONS);
  });

  it('sums up balanced one-hot classes: a simplex ETF up to λ_b^c, an orthogonal frame without a bias', () => {
    const balanced = { classCounts: [8, 8, 8], lambdaB: 0 };
    const { summary, prediction } = summaryOf(balanced);
    // τ² = N λ_W λ_H; the bias without a penalty makes the targets I − 11ᵀ/K.
    expect(summary.tau).toBeCloseTo(Math.sqrt(24 * 5e-3 * 1e-4), 15);
    expect(summary.meanCosine).toBeCloseTo(-1 / 2, 12);
    expect(summary.normRatios!.map(ratio => Math.abs(ratio - 1) < 1e-12)).toEqual([true, true, true]);
    expect(summary.bias!.map(b => Math.abs(b - 1 / 3) < 1e-12)).toEqual([true, true, true]);
    expect(summary).toMatchObject({ scaleFree: false, unique: true, minorityCollapsed: [], absent: {} });
    expect(summary.method).toBe(prediction.method);
    expect(summary.loss).toBe(prediction.loss);
    // λ_b^c = √K τ/(1 − √K τ) for the squared loss.
    const scaled = Math.sqrt(3) * summary.tau;
    expect((summary.criticalLambdaB as number) / (scaled / (1 - scaled))).toBeCloseTo(1, 12);
    const { meanCosine } = summaryOf({ ...balanced, lambdaB: Number.POSITIVE_INFINITY }).summary;
    expect(Math.abs(meanCosine!)).toBeLessThan(1e-12);
  });

  it('names the classes whose means vanish', () => {
    const strong = { classCounts: [100, 80, 1], lambdaW: 0.05, lambdaH: 5e-3 };
    const { summary } = summaryOf({ ...strong, lambdaB: Number.POSITIVE_INFINITY });
    expect(summary.minorityCollapsed).toEqual([2]);
    expect(summary.normRatios![2]).toBe(0);
    expect(summary.meanCosine).toBeUndefined();
    expect(Object.keys(summary.absent)).toContain('meanCosine');
  });

  it('says nothing of what is zero, or of other optima, before descent has ended', () => {
    const setting = { ...SETTING, loss: 'cross-entropy', featureActivation: 'nonnegative' } as const;
    const prediction = predictUfm(setting, { maxEvaluations: 5 });
    const comparison = compareWithTheory({ metrics: {} }, prediction, ASSUMPTIONS, {});
    const { method, absent, ...summary } = comparison.prediction;
    expect(method).toMatchObject({ kind: 'numerical', converged: false });
    for (const field of ['unique', 'minorityCollapsed'] as const) {
      expect(field in summary).toBe(false);
      expect(absent[field]).toMatch(/^descent has not ended/);
    }
  });

  it('has what is missing in its list of reasons and nowhere else', () => {
    const { summary, prediction } = summaryOf({ lambdaW: 0 });
    expect(summary.scaleFree).toBe(true);
    expect(summary.tau).toBe(0);
    for (const key of ['bias', 'loss'] as const) {
      expect(summary).not.toHaveProperty(key);
      expect(prediction[key]).toEqual({ absent: summary.absent[key] });
    }
    expect(summary.meanCosine).toBe(prediction.meanCosine);
    expect(summary.absent).not.toHaveProperty('meanCosine');
  });

  it('writes a critical λ_b without bound as a word, and says why there is none', () => {
    const given = predictUfm(SETTING);
    const critical = (transition: typeof given.transition) =>
      compareWithTheory({ metrics: {} }, { ...given, transition }, ASSUMPTIONS, {}).prediction;
    expect(critical({ criticalLambdaB: Number.POSITIVE_INFINITY })).toMatchObject({
      criticalLambdaB: 'infinite',
      absent: {},
    });
    expect(critical({ criticalLambdaB: 0 }).criticalLambdaB).toBe(0);
    const none = critical({ absent: 'unknown for this loss' });
    expect(none).not.toHaveProperty('criticalLambdaB');
    expect(none.absent).toEqual({ criticalLambdaB: 'unknown for this loss' });
  });
});
