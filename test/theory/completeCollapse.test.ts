import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';
import { oneHot } from './settings.js';

/**
 * Small settings with nonnegative features, a bias and unequal classes, with penalties about as strong as the data: where
 * complete collapse begins.
 */
function smallSettings(count: number): UfmSetting[] {
  const { uniform, integer } = random('800 small settings');
  return Array.from({ length: count }, (_, i) => {
    const classes = 2 + integer(3);
    const classCounts = Array.from({ length: classes }, () => 1 + integer(9));
    const samples = classCounts.reduce((sum, n) => sum + n, 0);
    const tau = 0.3 + 0.4 * uniform();
    const lambdaW = 10 ** (-1.5 + 1.5 * uniform());
    return {
      loss: i % 4 === 0 ? 'cross-entropy' : 'mse',
      encoding: oneHot(classes),
      classCounts,
      featureDim: 1 + integer(6),
      lambdaW,
      lambdaH: tau ** 2 / (samples * lambdaW),
      lambdaB: [0, 0.01, 0.1, 1][integer(4)]!,
      featureActivation: 'nonnegative',
    };
  });
}

/** The loss of W = M = 0 with the bias that fits best, and what is left of the codes there; by plain descent on b alone. */
function withoutFeatures({ loss, encoding, classCounts, lambdaB }: UfmSetting) {
  const samples = classCounts.reduce((sum, n) => sum + n, 0);
  const proportions = classCounts.map(n => n / samples);
  const softmax = (b: number[]) => {
    const sum = b.reduce((total, x) => total + Math.exp(x), 0);
    return b.map(x => Math.exp(x) / sum);
  };
  const output = (b: number[]) => (loss === 'mse' ? b : softmax(b));
  let bias = proportions.map(() => 0);
  for (let step = 0; step < 4000; step++) {
    const outputs = output(bias);
    bias = bias.map((b, j) => b - (outputs[j]! - proportions[j]! + lambdaB * b) / (1 + lambdaB));
  }
  const outputs = output(bias);
  const penalty = (lambdaB / 2) * bias.reduce((sum, b) => sum + b * b, 0);
  const data = proportions.reduce((sum, share, k) => {
    const squared = outputs.reduce((total, z, j) => total + (z - Number(j === k)) ** 2, 0) / 2;
    return sum + share * (loss === 'mse' ? squared : -Math.log(outputs[k]!));
  }, penalty);
  const residuals = encoding.matrix.columns;
  const columns = Array.from({ length: residuals }, (_, k) =>
    outputs.map((z, j) => Math.sqrt(proportions[k]!) * (Number(j === k) - z)),
  );
  return { loss: data, columns };
}

/** The largest ‖Rv‖ over unit v ≥ 0, by climbing from many directions: attained, so a lower bound. */
function steepest(columns: number[][], seed: number): number {
  const { normal } = random(seed);
  let most = 0;
  for (let start = 0; start < 30; start++) {
    let v = columns.map(() => Math.max(0, normal()));
    for (let step = 0; step < 50; step++) {
      const length = Math.hypot(...v);
      if (!(length > 0)) break;
      v = v.map(x => x / length);
      const image = columns[0]!.map((_, j) =>
        columns.reduce((sum, column, k) => sum + column[j]! * v[k]!, 0),
      );
      most = Math.max(most, Math.hypot(...image));
      v = columns.map(column =>
        Math.max(
          0,
          column.reduce((sum, x, j) => sum + x * image[j]!, 0),
        ),
      );
    }
  }
  return most;
}

function expectConsistent(setting: UfmSetting, prediction: UfmPrediction, seed: number): void {
  const { method, collapsed, minorityCollapsed, loss, tau } = prediction;
  const none = withoutFeatures(setting);
  const wins = steepest(none.columns, seed) > tau * (1 + 1e-6);
  expect(collapsed).toBe(!wins);
  // Losses of either differ by the square of how far τ is from the steepest direction; rounding is 1e-15.
  if (wins) expect(loss).toBeLessThan(none.loss);
  else expect((loss as number) / none.loss).toBeCloseTo(1, 12);
  expect((minorityCollapsed as number[]).length).toBeLessThan(setting.classCounts.length);
  if (!wins) expect(minorityCollapsed).toEqual([]);
  if (method.kind === 'numerical')
    expect([method.converged, method.gradientNorm < 1e-6]).toEqual([true, true]);
}

describe('complete collapse of nonnegative features', () => {
  it('is decided by the loss: 300 small settings', () => {
    let collapsed = 0;
    smallSettings(300).forEach((setting, i) => {
      const prediction = predictUfm(setting, { restarts: 3 });
      expectConsistent(setting, prediction, i);
      if (prediction.collapsed === true) collapsed++;
    });
    // Both occur often, or the test says little.
    expect(collapsed).toBeGreaterThan(50);
    expect(collapsed).toBeLessThan(250);
  });

  it('is no minority collapse of the largest class', () => {
    const setting: UfmSetting = {
      loss: 'mse',
      encoding: oneHot(3),
      classCounts: [5, 2, 1],
      featureDim: 6,
      lambdaW: 0.5,
      lambdaH: 0.08,
      lambdaB: 0.1,
      featureActivation: 'nonnegative',
    };
    const prediction = predictUfm(setting);
    expect(prediction).toMatchObject({ collapsed: true, minorityCollapsed: [], unique: true });
    expect(prediction.method.kind).toBe('closed-form');
  });

  it('is reached by descent where nothing proves it: more classes than are decided', () => {
    const classCounts = [40, 12, 9, 7, 6, 5, 4, 3, 2, 2, 1];
    const setting: UfmSetting = {
      loss: 'mse',
      encoding: oneHot(11),
      classCounts,
      featureDim: 12,
      lambdaW: 1,
      lambdaH: 0.4 ** 2 / 91,
      lambdaB: 0,
      featureActivation: 'nonnegative',
    };
    const found = predictUfm(setting, { restarts: 3 });
    expect(found.method).toMatchObject({ kind: 'numerical', converged: true, certified: false });
    expectConsistent(setting, found, 0);
    expect(found.collapsed).toBe(true);
    expect(found.kernel).toMatchObject({ rows: 12, columns: 11 });
    expect((found.method as { gradientNorm: number }).gradientNorm).toBeLessThan(1e-9);
  });

  it.each([1e-9, 1e-6])('and class means at zero are the same for a tolerance of %d', tolerance => {
    const setting: UfmSetting = {
      loss: 'mse',
      encoding: oneHot(4),
      classCounts: [1000, 10, 10, 10],
      featureDim: 8,
      lambdaW: 0.02,
      lambdaH: 0.02 / 1030,
      lambdaB: 0,
      featureActivation: 'nonnegative',
    };
    const { minorityCollapsed, normRatios } = predictUfm(setting, { tolerance });
    expect(minorityCollapsed).toEqual([0]);
    expect((normRatios as number[])[0]).toBe(0);
  });
});
