import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { type Random, random } from '../../src/random.js';
import { describeSolution } from '../../src/theory/describeSolution.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import { type UfmSetting, ufmProblem } from '../../src/theory/ufmSetting.js';
import { ufmSolver } from '../../src/theory/ufmSolver.js';
import { codes, gaussian, lambdas, logUniform, longTail, oneHot, pick, smoothed, total } from './settings.js';

/** What descent finds for a setting, whether or not it has a closed form. */
function descended(setting: UfmSetting, restarts = 1): UfmPrediction {
  const problem = ufmProblem('test', setting);
  return describeSolution(
    setting,
    problem,
    ufmSolver(problem, {
      warmStart: undefined,
      restarts,
      seed: 1,
      tolerance: 1e-9,
      maxEvaluations: Number.POSITIVE_INFINITY,
    }),
  );
}

function expectSameOptimum(setting: UfmSetting): void {
  const closed = predictUfm(setting);
  expect(closed.method.kind, JSON.stringify(setting)).toBe('closed-form');
  const found = descended(setting);
  const loss = closed.loss as number;
  // Losses agree to rounding; 1e-6 is what descent promises for the factors (gradient 1e-9, condition up to 1e3).
  expect(Math.abs((found.loss as number) - loss), JSON.stringify(setting)).toBeLessThan(1e-9 * loss);
  if (!closed.unique) return;
  for (const field of ['meanGram', 'weightGram', 'logits'] as const) {
    const expected = closed[field] as Matrix;
    const difference = Matrix.sub(found[field] as Matrix, expected).norm();
    // Where all is zero, what is left of the factors of norm 1 is compared.
    const scale = closed.collapsed ? 1 : expected.norm();
    expect(difference, `${field} of ${JSON.stringify(setting)}`).toBeLessThan(1e-6 * scale);
  }
}

/** λ_W/(N λ_H) over six decades, τ√K over five: beyond 1 everything collapses. */
function randomBase(generator: Random, classes: number, counts: number[]) {
  const tau = logUniform(generator, -4, 0.1) / Math.sqrt(classes);
  return {
    classCounts: counts,
    ...lambdas(tau, total(counts), logUniform(generator, -3, 3)),
  };
}

const biases = [0, 1e-9, 1e-3, 0.05, 1, 1e4, Infinity] as const;

function randomCounts(generator: Random, classes: number): number[] {
  return pick(generator, [
    () => new Array<number>(classes).fill(50),
    () => longTail(classes, 100),
    () => Array.from({ length: classes }, () => 1 + generator.integer(100)),
  ])();
}

describe('closed forms agree with descent', () => {
  it('squared loss, linear features: any codes, sizes and bias, c below, at and above K', () => {
    const generator = random('mse linear');
    for (let i = 0; i < 40; i++) {
      const classes = 2 + generator.integer(7);
      const base = randomBase(generator, classes, randomCounts(generator, classes));
      const encoding = pick(generator, [
        () => oneHot(classes),
        () => smoothed(classes, 0.1),
        () => codes('centred', Matrix.identity(classes).sub(1 / classes)),
        () => gaussian(classes, 1 + generator.integer(2 * classes), i),
      ])();
      const lambdaB = pick(generator, biases);
      expectSameOptimum({
        ...base,
        loss: 'mse',
        encoding,
        lambdaB,
        featureDim: 16,
        featureActivation: 'linear',
      });
    }
  });

  it('squared loss, linear features, d below the rank: the leading d directions', () => {
    const generator = random('mse truncated');
    for (let i = 0; i < 16; i++) {
      const classes = 3 + generator.integer(5);
      const base = randomBase(generator, classes, longTail(classes, 30));
      const encoding = pick(generator, [oneHot(classes), gaussian(classes, classes, i)]);
      const featureDim = 1 + generator.integer(classes - 2);
      const lambdaB = pick(generator, [0, Infinity]);
      expectSameOptimum({ ...base, loss: 'mse', encoding, lambdaB, featureDim, featureActivation: 'linear' });
    }
  });

  it('squared loss, nonnegative features: balanced with any bias, any sizes without', () => {
    const generator = random('mse nonnegative');
    for (let i = 0; i < 24; i++) {
      const classes = 2 + generator.integer(5);
      const balanced = generator.integer(2) === 0;
      const counts = balanced ? new Array(classes).fill(20) : longTail(classes, 100);
      const base = randomBase(generator, classes, counts);
      const lambdaB = balanced ? pick(generator, biases) : Infinity;
      const encoding = pick(generator, [
        oneHot(classes),
        codes('scaled', Matrix.identity(classes).mul(balanced ? 2 : 0.5)),
      ]);
      expectSameOptimum({
        ...base,
        loss: 'mse',
        encoding,
        lambdaB,
        featureDim: 12,
        featureActivation: 'nonnegative',
      });
    }
  });

  it('cross-entropy, linear features, balanced; d from K − 1', () => {
    const generator = random('ce linear');
    for (let i = 0; i < 24; i++) {
      const classes = 2 + generator.integer(9);
      const base = randomBase(generator, classes, new Array(classes).fill(7));
      const encoding = pick(generator, [oneHot(classes), smoothed(classes, 0.2)]);
      const lambdaB = pick(generator, biases);
      const featureDim = classes - 1 + generator.integer(3);
      expectSameOptimum({
        ...base,
        loss: 'cross-entropy',
        encoding,
        lambdaB,
        featureDim,
        featureActivation: 'linear',
      });
    }
  });

  it('cross-entropy, nonnegative features: balanced with any bias, any sizes without', () => {
    const generator = random('ce nonnegative');
    for (let i = 0; i < 24; i++) {
      const classes = 2 + generator.integer(7);
      const balanced = generator.integer(2) === 0;
      const counts = balanced ? new Array(classes).fill(20) : longTail(classes, 100);
      const base = randomBase(generator, classes, counts);
      const lambdaB = balanced ? pick(generator, biases) : Infinity;
      const encoding = pick(generator, [oneHot(classes), smoothed(classes, 0.1)]);
      expectSameOptimum({
        ...base,
        loss: 'cross-entropy',
        encoding,
        lambdaB,
        featureDim: 12,
        featureActivation: 'nonnegative',
      });
    }
  });

  it.each(['mse', 'cross-entropy'] as const)('%s with 40 classes', loss => {
    const balanced = new Array(40).fill(25);
    const tail = longTail(40, 100);
    const cases = [
      { classCounts: loss === 'mse' ? tail : balanced, lambdaB: 0.05, featureActivation: 'linear' },
      { classCounts: tail, lambdaB: Infinity, featureActivation: 'nonnegative' },
    ] as const;
    for (const given of cases) {
      const tau = 0.05 / Math.sqrt(40);
      const scale = lambdas(tau, total(given.classCounts), 10);
      expectSameOptimum({ ...given, ...scale, loss, encoding: oneHot(40), featureDim: 64 });
    }
  });
});
