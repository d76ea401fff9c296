import { describe, expect, it } from 'vitest';
import { type Random, random } from '../../src/base/random.js';
import { Matrix } from '../../src/linalg/dense.js';
import { describeSolution } from '../../src/theory/canonicalSolution.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import { type UfmSetting, ufmProblem } from '../../src/theory/ufmSetting.js';
import { ufmSolver } from '../../src/theory/ufmSolver.js';
import { sized } from '../helpers/nightly.js';
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

function expectSameOptimum(setting: UfmSetting, restarts = 1): void {
  const closed = predictUfm(setting);
  expect(closed.method.kind, JSON.stringify(setting)).toBe('closed-form');
  const found = descended(setting, restarts);
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

/** 2…40, small ones more often: descent costs K³. */
const randomClasses = ({ uniform }: Random): number => Math.round(2 * 20 ** uniform());

function randomCounts(generator: Random, classes: number): number[] {
  return pick(generator, [
    () => new Array<number>(classes).fill(50),
    () => longTail(classes, 100),
    () => Array.from({ length: classes }, () => 1 + generator.integer(100)),
  ])();
}

/** Codes in fewer, as many and more dimensions than classes. */
function randomCodes(generator: Random, classes: number, seed: number) {
  return pick(generator, [
    () => oneHot(classes),
    () => smoothed(classes, 0.1),
    () => codes('centered', Matrix.identity(classes).sub(1 / classes)),
    () => gaussian(classes, 1 + generator.integer(classes - 1), seed),
    () => gaussian(classes, classes, seed),
    () => gaussian(classes, classes + 1 + generator.integer(classes), seed),
  ])();
}

/** Runs a case for each of the ends of the range of K, and for many between; a third of them at every change. */
function forClasses(
  name: string,
  full: number,
  run: (generator: Random, classes: number, i: number) => void,
) {
  const generator = random(name);
  const cases = sized({ small: Math.ceil(full / 3), full });
  for (let i = 0; i < cases; i++) {
    run(generator, i < 2 ? [2, 40][i]! : randomClasses(generator), i);
  }
}

/** Generous: descents over up to 40 classes on a busy machine. */
describe('closed forms agree with descent', () => {
  it('squared loss, linear features: any codes, sizes and bias, c below, at and above K', () => {
    forClasses('mse linear', 50, (generator, classes, i) => {
      const base = randomBase(generator, classes, randomCounts(generator, classes));
      expectSameOptimum({
        ...base,
        loss: 'mse',
        encoding: randomCodes(generator, classes, i),
        lambdaB: pick(generator, biases),
        featureDim: 2 * classes,
        featureActivation: 'linear',
      });
    });
  });

  it('squared loss, linear features, d below the rank: the leading d directions', () => {
    forClasses('mse truncated', 24, (generator, classes, i) => {
      const counts = longTail(classes, 100);
      const base = randomBase(generator, classes, counts);
      expectSameOptimum({
        ...base,
        loss: 'mse',
        encoding: pick(generator, [oneHot(classes), gaussian(classes, classes, i)]),
        lambdaB: pick(generator, [0, Infinity]),
        featureDim: 1 + generator.integer(classes - 1),
        featureActivation: 'linear',
      });
    });
  });

  it('squared loss, linear features, any bias: d as small as the regularization leaves directions', () => {
    let fewer = 0;
    forClasses('mse few directions', 24, (generator, classes, i) => {
      const counts = longTail(classes, 100);
      const tau = logUniform(generator, -1, 0) / Math.sqrt(classes);
      const setting: UfmSetting = {
        classCounts: counts,
        ...lambdas(tau, total(counts), logUniform(generator, -3, 3)),
        loss: 'mse',
        encoding: pick(generator, [oneHot(classes), gaussian(classes, classes, i)]),
        lambdaB: pick(generator, biases),
        featureDim: classes,
        featureActivation: 'linear',
      };
      const { classMeans } = predictUfm(setting);
      const lengths = (classMeans as Matrix).transpose().to2DArray();
      const directions = lengths.filter(column => column.some(x => x !== 0)).length;
      if (directions < classes - 1) fewer++;
      expectSameOptimum({ ...setting, featureDim: Math.max(directions, 1) });
    });
    expect(fewer).toBeGreaterThan(sized({ small: 2, full: 8 }));
  });

  it('squared loss, nonnegative features: balanced with any bias, any sizes without', () => {
    forClasses('mse nonnegative', 30, (generator, classes) => {
      const balanced = generator.integer(2) === 0;
      const counts = balanced ? new Array(classes).fill(20) : longTail(classes, 100);
      const base = randomBase(generator, classes, counts);
      const setting: UfmSetting = {
        ...base,
        loss: 'mse',
        encoding: pick(generator, [
          oneHot(classes),
          codes('scaled', Matrix.identity(classes).mul(balanced ? 2 : 0.5)),
        ]),
        lambdaB: balanced ? pick(generator, biases) : Infinity,
        featureDim: classes + generator.integer(classes),
        featureActivation: 'nonnegative',
      };
      // From random points descent takes a minute for many classes and small τ; the guided start is perturbed too.
      expectSameOptimum(setting, classes > 10 ? 0 : 1);
    });
  });

  it('cross-entropy, linear features, balanced; d from K − 1', () => {
    forClasses('ce linear', 30, (generator, classes) => {
      const base = randomBase(generator, classes, new Array(classes).fill(7));
      expectSameOptimum({
        ...base,
        loss: 'cross-entropy',
        encoding: pick(generator, [oneHot(classes), smoothed(classes, 0.2)]),
        lambdaB: pick(generator, biases),
        featureDim: classes - 1 + generator.integer(3),
        featureActivation: 'linear',
      });
    });
  });

  it('cross-entropy, nonnegative features: balanced with any bias, any sizes without', () => {
    forClasses('ce nonnegative', 30, (generator, classes) => {
      const balanced = generator.integer(2) === 0;
      const counts = balanced ? new Array(classes).fill(20) : longTail(classes, 100);
      const base = randomBase(generator, classes, counts);
      expectSameOptimum({
        ...base,
        loss: 'cross-entropy',
        encoding: pick(generator, [oneHot(classes), smoothed(classes, 0.1)]),
        lambdaB: balanced ? pick(generator, biases) : Infinity,
        featureDim: classes + generator.integer(3),
        featureActivation: 'nonnegative',
      });
    });
  });
});
