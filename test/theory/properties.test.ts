import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permutation, random } from '../../src/base/random.js';
import { Matrix } from '../../src/linalg/dense.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import type { UfmEncoding, UfmSetting } from '../../src/theory/ufmSetting.js';
import { sized } from '../helpers/nightly.js';
import { orthogonal } from '../helpers/transformations.js';
import { codes, fullLoss, gaussian, lambdas, oneHot, smoothed, total } from './settings.js';

/** What has to hold of every prediction, in whatever way it was found: no number here comes from a formula of src/. */

const exponent = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true });

const penalties = fc.oneof(
  fc.constantFrom(0, Number.POSITIVE_INFINITY),
  exponent(-3, 1).map(x => 10 ** x),
);

interface Drawn {
  readonly counts: number[];
  readonly dim: number;
  readonly tau: number;
  readonly ratio: number;
  readonly lambdaB: number;
  readonly activation: UfmSetting['featureActivation'];
  readonly seed: number;
  readonly kind: 'one-hot' | 'smoothed' | 'gaussian';
  readonly loss: UfmSetting['loss'];
}

const codesOf = ({ kind, counts, seed }: Drawn): UfmEncoding => {
  const classes = counts.length;
  if (kind === 'gaussian') return gaussian(classes, 1 + (seed % 6), seed);
  return kind === 'one-hot' ? oneHot(classes) : smoothed(classes, 0.2);
};

/** Two to five classes of 1 to 200 samples: d below, at and above the rank; penalties over decades. */
const settings = fc
  .record<Drawn>({
    counts: fc.oneof(
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 2, maxLength: 5 }),
      fc.integer({ min: 2, max: 5 }).map(classes => new Array<number>(classes).fill(30)),
    ),
    dim: fc.integer({ min: 1, max: 7 }),
    tau: exponent(-2.5, -0.5).map(x => 10 ** x),
    ratio: exponent(-1, 1).map(x => 10 ** x),
    lambdaB: penalties,
    activation: fc.constantFrom('linear', 'nonnegative'),
    seed: fc.integer({ min: 0, max: 1e6 }),
    kind: fc.constantFrom('one-hot', 'smoothed', 'gaussian'),
    loss: fc.constantFrom('mse', 'cross-entropy'),
  })
  .filter(({ loss, kind }) => loss === 'mse' || kind !== 'gaussian')
  .map(
    (drawn): UfmSetting => ({
      loss: drawn.loss,
      encoding: codesOf(drawn),
      classCounts: drawn.counts,
      featureDim: drawn.dim,
      ...lambdas(drawn.tau, total(drawn.counts), drawn.ratio),
      lambdaB: drawn.lambdaB,
      featureActivation: drawn.activation,
    }),
  );

/** A fixed seed: the suite tests the same cases everywhere, and at every change the first of them. */
const runs = { numRuns: sized({ small: 15, full: 40 }), seed: 2606 };

/** Tolerance for losses: descent ends at a relative gradient of 1e-9, and the loss is of second order in it. */
const SAME = 1e-9;

/**
 * What is not proved (fewer dimensions than the codes have, nonnegative features) is the best of the restarts: of 300
 * searches of 150 such settings, 3 missed a lower valley, by 3 % at most.
 */
const UNPROVED = 0.05;

const isProved = ({ method }: UfmPrediction) => method.kind === 'closed-form' || method.certified;

/** The same loss, but for a factor, of two problems. */
function expectSameLoss(one: UfmSetting, other: UfmSetting, factor = 1): void {
  const [first, second] = [predictUfm(one), predictUfm(other)];
  const tolerance = isProved(first) && isProved(second) ? SAME : UNPROVED;
  const wanted = (first.loss as number) * factor;
  expect(Math.abs((second.loss as number) - wanted)).toBeLessThanOrEqual(tolerance * wanted);
}

/** That the loss of one problem is not below that of another. */
function expectNotBelow(one: UfmSetting, other: UfmSetting): void {
  const [first, second] = [predictUfm(one), predictUfm(other)];
  // Where the lower one is proved nothing can be below it; where it is not, it may have been missed.
  const tolerance = isProved(second) ? SAME : UNPROVED;
  expect(first.loss).toBeGreaterThanOrEqual((second.loss as number) * (1 - tolerance));
}

/** The objective over all samples, as loops, for features that are the class means. */
function collapsedLoss(
  setting: UfmSetting,
  kernel: readonly number[][],
  means: readonly number[][],
  bias: number[],
): number {
  const labels = setting.classCounts.flatMap((n, k) => new Array<number>(n).fill(k));
  const weights = bias.map((_, j) => kernel.map(row => row[j]!));
  return fullLoss(
    setting,
    weights,
    labels.map(k => means[k]!),
    labels,
    bias,
  );
}

const parts = (prediction: UfmPrediction) => ({
  kernel: (prediction.kernel as Matrix).to2DArray(),
  means: (prediction.classMeans as Matrix).to2DArray(),
  bias: [...(prediction.bias as number[])],
});

describe('a prediction', () => {
  it('has the loss that the objective has at its class means, kernel and bias', () => {
    fc.assert(
      fc.property(settings, setting => {
        const prediction = predictUfm(setting);
        const { kernel, means, bias } = parts(prediction);
        const loss = collapsedLoss(setting, kernel, means, bias);
        expect(Math.abs(loss / (prediction.loss as number) - 1)).toBeLessThan(1e-10);
      }),
      runs,
    );
  });

  it('cannot be improved by a step of any size in any direction that is allowed', () => {
    fc.assert(
      fc.property(
        settings,
        fc.integer({ min: 0, max: 1e6 }),
        exponent(-5, 0).map(x => 10 ** x),
        (setting, seed, size) => {
          const { kernel, means, bias } = parts(predictUfm(setting));
          const { normal } = random(seed);
          const step = (x: number) => x + size * normal();
          const allowed = (x: number) => (setting.featureActivation === 'nonnegative' ? Math.max(0, x) : x);
          const moved = collapsedLoss(
            setting,
            kernel.map(row => row.map(step)),
            means.map(row => row.map(x => allowed(step(x)))),
            setting.lambdaB === Number.POSITIVE_INFINITY ? bias : bias.map(step),
          );
          const loss = collapsedLoss(setting, kernel, means, bias);
          // Differences of the loss below its rounding say nothing.
          expect(moved).toBeGreaterThanOrEqual(loss * (1 - 1e-12));
        },
      ),
      { ...runs, numRuns: sized({ small: 40, full: 120 }) },
    );
  });

  it('is balanced: λ_W ‖W‖² = λ_H Σ_k n_k ‖m_k‖²', () => {
    fc.assert(
      fc.property(settings, setting => {
        const { weightGram, meanGram, collapsed } = predictUfm(setting);
        if (collapsed) return;
        const ofWeights = setting.lambdaW * (weightGram as Matrix).trace();
        const lengths = (meanGram as Matrix).diagonal();
        const ofFeatures =
          setting.lambdaH * lengths.reduce((sum, square, k) => sum + setting.classCounts[k]! * square, 0);
        expect(Math.abs(ofWeights - ofFeatures)).toBeLessThan(1e-7 * ofFeatures);
      }),
      runs,
    );
  });

  it('has features of the sign that the activation gives, and Gram matrices of what it shows', () => {
    fc.assert(
      fc.property(settings, setting => {
        const { classMeans, kernel, meanGram, weightGram, logits } = predictUfm(setting);
        const [means, weights] = [classMeans as Matrix, kernel as Matrix];
        expect([means.rows, means.columns]).toEqual([setting.classCounts.length, setting.featureDim]);
        if (setting.featureActivation === 'nonnegative') expect(means.min()).toBeGreaterThanOrEqual(0);
        const near = (found: Matrix, wanted: Matrix) =>
          expect(Matrix.sub(found, wanted).norm()).toBeLessThanOrEqual(1e-12 * Math.max(1, wanted.norm()));
        near(meanGram as Matrix, means.mmul(means.transpose()));
        near(weightGram as Matrix, weights.transpose().mmul(weights));
        near(logits as Matrix, weights.transpose().mmul(means.transpose()));
      }),
      runs,
    );
  });
});

describe('what the loss of the prediction does when the problem changes', () => {
  it('nothing, when classes are renamed', () => {
    fc.assert(
      fc.property(settings, fc.integer(), (setting, seed) => {
        const { encoding, classCounts } = setting;
        const order = [...permutation(classCounts.length, seed)];
        // With cross-entropy the outputs are renamed too: codes stay what they are called.
        const renamed = {
          ...setting,
          encoding: codes('renamed', encoding.matrix.subMatrixColumn(order)),
          classCounts: order.map(k => classCounts[k]!),
        };
        expectSameLoss(setting, renamed);
      }),
      runs,
    );
  });

  it('nothing, when penalties move from weights to features', () => {
    fc.assert(
      fc.property(settings, exponent(-1, 1), (setting, power) => {
        const factor = 10 ** power;
        const { lambdaW, lambdaH } = setting;
        const moved = { ...setting, lambdaW: lambdaW * factor, lambdaH: lambdaH / factor };
        expectSameLoss(setting, moved);
        const [one, other] = [predictUfm(setting), predictUfm(moved)];
        if (!isProved(one) || !isProved(other) || !one.unique || !other.unique || one.collapsed) return;
        // W shrinks by the root of the factor, H grows by it. Gram matrices are first order in what the loss is second in.
        const wanted = Matrix.mul(one.meanGram as Matrix, factor);
        const error = Matrix.sub(other.meanGram as Matrix, wanted).norm() / wanted.norm();
        expect(error).toBeLessThan(1e-3);
      }),
      runs,
    );
  });

  it('nothing, when every class has twice the samples and half the penalty each', () => {
    fc.assert(
      fc.property(settings, setting => {
        const doubled = {
          ...setting,
          classCounts: setting.classCounts.map(n => 2 * n),
          lambdaH: setting.lambdaH / 2,
        };
        expectSameLoss(setting, doubled);
      }),
      runs,
    );
  });

  it('nothing, when the codes of a squared loss are rotated; s² times, when they and λ_W, λ_H are scaled by s', () => {
    fc.assert(
      fc.property(settings, fc.integer(), exponent(-1, 1), (given, seed, power) => {
        const setting = { ...given, loss: 'mse' as const };
        const { encoding, lambdaW, lambdaH } = setting;
        const rotated = codes('rotated', orthogonal(encoding.dim, seed).mmul(encoding.matrix));
        expectSameLoss(setting, { ...setting, encoding: rotated });
        const scale = 10 ** power;
        const scaled = codes('scaled', Matrix.mul(encoding.matrix, scale));
        const other = { ...setting, encoding: scaled, lambdaW: lambdaW * scale, lambdaH: lambdaH * scale };
        expectSameLoss(setting, other, scale ** 2);
      }),
      runs,
    );
  });

  it('rises with every penalty, falls with more dimensions and with features of any sign', () => {
    fc.assert(
      fc.property(settings, setting => {
        const withPenalty = (change: Partial<UfmSetting>) =>
          expectNotBelow({ ...setting, ...change }, setting);
        withPenalty({ lambdaW: 2 * setting.lambdaW });
        withPenalty({ lambdaH: 2 * setting.lambdaH });
        withPenalty({ lambdaB: 2 * setting.lambdaB + 0.01 });
        expectNotBelow(setting, { ...setting, featureDim: setting.featureDim + 1 });
        expectNotBelow(setting, { ...setting, featureActivation: 'linear' });
      }),
      { ...runs, numRuns: sized({ small: 8, full: 15 }) },
    );
  });
});
