import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { encodingFromMatrix, oneHotEncoding } from '../../src/encodings/index.js';
import { Matrix, solveLinear } from '../../src/linalg/dense.js';
import { predictedMetrics } from '../../src/theory/predictedMetrics.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { fullLoss, gaussian, smoothed, total } from './settings.js';

const COUNTS = [5, 3, 2];

/** A head of d = 5 features and c outputs with entries of size about 1. */
function headOf(outputs: number, seed: number, hasBias = true) {
  const { normal } = random(seed);
  const kernel = Matrix.from1DArray(5, outputs, Array.from({ length: 5 * outputs }, normal));
  return { kernel, bias: hasBias ? Array.from({ length: outputs }, () => normal() / 3) : null };
}

function settingOf(change: Partial<UfmSetting> = {}): UfmSetting {
  const setting: UfmSetting = {
    loss: 'mse',
    encoding: oneHotEncoding(3),
    classCounts: COUNTS,
    featureDim: 5,
    lambdaW: 0,
    lambdaH: 0.004,
    lambdaB: 0,
    featureActivation: 'linear',
    ...change,
  };
  return change.fixedHead ? setting : { ...setting, fixedHead: headOf(setting.encoding.dim, 1) };
}

/**
 * The features of every sample by accelerated projected gradient over all of them, in plain loops: no class means, no
 * row space. Strong convexity N λ_H and the largest curvature of the head give the steps.
 */
function minimized({ loss, encoding, classCounts, lambdaH, fixedHead, featureActivation }: UfmSetting) {
  const labels = classCounts.flatMap((n, k) => new Array<number>(n).fill(k));
  const samples = labels.length;
  const w = (fixedHead!.kernel as Matrix).transpose().to2DArray();
  const b = fixedHead!.bias ?? w.map(() => 0);
  const ridge = samples * lambdaH;
  const curvature = w.flat().reduce((sum, x) => sum + x * x, ridge);
  const momentum = (Math.sqrt(curvature) - Math.sqrt(ridge)) / (Math.sqrt(curvature) + Math.sqrt(ridge));
  const { uniform } = random(7);
  return labels.map(y => {
    const e = encoding.matrix.getColumn(y);
    let h = Array.from({ length: 5 }, uniform);
    let at = h;
    for (let step = 0; step < 4000; step++) {
      const z = w.map((row, j) => row.reduce((sum, x, p) => sum + x * at[p]!, b[j]!));
      const powers = z.map(Math.exp);
      const sum = powers.reduce((a, x) => a + x, 0);
      const g = z.map((x, j) => (loss === 'mse' ? x : powers[j]! / sum) - e[j]!);
      const next = at.map(
        (x, p) => x - (ridge * x + w.reduce((s, row, j) => s + row[p]! * g[j]!, 0)) / curvature,
      );
      const inside = featureActivation === 'linear' ? next : next.map(x => Math.max(0, x));
      at = inside.map((x, p) => x + momentum * (x - h[p]!));
      h = inside;
    }
    return h;
  });
}

describe('predictUfm with a fixed head', () => {
  const cases: [string, Partial<UfmSetting>][] = [
    ['squared error', {}],
    ['squared error, without bias', { lambdaB: Infinity, fixedHead: headOf(3, 4, false) }],
    ['squared error, nonnegative', { featureActivation: 'nonnegative' }],
    ['squared error, other codes', { encoding: encodingFromMatrix(gaussian(3, 4, 2).matrix) }],
    ['cross-entropy', { loss: 'cross-entropy' }],
    ['cross-entropy, nonnegative', { loss: 'cross-entropy', featureActivation: 'nonnegative' }],
    [
      'cross-entropy, smoothed',
      { loss: 'cross-entropy', encoding: encodingFromMatrix(smoothed(3, 0.2).matrix) },
    ],
    ['penalties of the head, which are constants', { lambdaW: 0.3, lambdaB: 0.7 }],
  ];

  it.each([1e-6, 1e-10, 1e-14])('keeps what no feature reaches out of the means, N λ_H = %s', ridge => {
    const classes = 4;
    const codes = oneHotEncoding(classes);
    const etf = Matrix.sub(codes.matrix, Matrix.ones(classes, classes).div(classes));
    const { classMeans, loss } = predictUfm({
      ...{ loss: 'mse', encoding: codes, classCounts: [3, 3, 3, 3], featureDim: classes },
      ...{ lambdaW: 0, lambdaH: ridge / 12, lambdaB: Infinity, featureActivation: 'linear' },
      fixedHead: { kernel: etf, bias: null },
    });
    // P e_k/(1 + N λ_H) with P the centering projection: the codes' mean is in the kernel of Wᵀ.
    expect(Matrix.sub(classMeans as Matrix, etf.clone().div(1 + ridge)).norm()).toBeLessThan(1e-12);
    expect(loss).toBeCloseTo((1 / 4 + (3 / 4) * (ridge / (1 + ridge))) / 2, 12);
  });

  it.each([
    ['mse', 'linear'],
    ['mse', 'nonnegative'],
    ['cross-entropy', 'linear'],
    ['cross-entropy', 'nonnegative'],
  ] as const)('has the same optimum for a head of any length: %s, %s', (loss, featureActivation) => {
    const at = (length: number) => {
      const { kernel } = headOf(3, 9, false);
      const fixedHead = { kernel: Matrix.mul(kernel, length), bias: null };
      const strengths = { lambdaB: Infinity, lambdaH: 0.004 * length ** 2 };
      return predictUfm(settingOf({ loss, featureActivation, fixedHead, ...strengths }));
    };
    const one = at(1);
    for (const length of [1e-12, 1e12]) {
      const other = at(length);
      expect(other.collapsed).toBe(false);
      const means = Matrix.mul(other.classMeans as Matrix, length);
      expect(Matrix.sub(means, one.classMeans as Matrix).norm()).toBeLessThan(1e-6);
      expect(other.loss).toBeCloseTo(one.loss as number, 9);
    }
  });

  it.each(cases)('is the minimum over the features of all samples: %s', (_, change) => {
    const setting = settingOf(change);
    const { classMeans, loss, method, kernel, unique, scaleFree, transition } = predictUfm(setting);
    const h = minimized(setting);
    const labels = COUNTS.flatMap((n, k) => new Array<number>(n).fill(k));
    const means = (classMeans as Matrix).to2DArray();
    h.forEach((row, i) => {
      // Both converge to their tolerance of 1e-9 and about 1e-10.
      row.forEach((x, p) => void expect(means[labels[i]!]![p]!).toBeCloseTo(x, 7));
    });
    const { bias } = setting.fixedHead!;
    const given = setting.fixedHead!.kernel as Matrix;
    const w = given.transpose().to2DArray();
    const direct = fullLoss(setting, w, h, labels, [...(bias ?? w.map(() => 0))]);
    expect((loss as number) / direct).toBeCloseTo(1, 9);
    expect((kernel as Matrix).to2DArray()).toEqual(given.to2DArray());
    expect([unique, scaleFree]).toEqual([true, false]);
    expect(transition).toEqual({ absent: 'the head is not trained' });
    if (method.kind === 'numerical') expect(method).toMatchObject({ converged: true, certified: true });
  });

  it('is ridge regression per class for squared error, whatever the sizes of the classes', () => {
    const setting = settingOf();
    const { bias } = setting.fixedHead!;
    const kernel = setting.fixedHead!.kernel as Matrix;
    const gram = kernel.mmul(kernel.transpose()).add(Matrix.eye(5).mul(total(COUNTS) * setting.lambdaH));
    const means = predictUfm(setting).classMeans as Matrix;
    for (let k = 0; k < 3; k++) {
      const wanted = bias!.map((b, j) => Number(j === k) - b);
      const m = solveLinear(gram, kernel.mmul(Matrix.columnVector(wanted)).to1DArray())!;
      m.forEach((x, p) => void expect(means.get(k, p)).toBeCloseTo(x, 12));
    }
    const other = predictUfm({ ...setting, classCounts: [1, 1, 8] }).classMeans as Matrix;
    expect(other.sub(means).norm()).toBeLessThan(1e-12);
  });

  it('is the shortest exact fit where λ_H is 0, and says that there are others', () => {
    const { classMeans, unique, dataLoss, fixedHead } = {
      ...settingOf(),
      ...predictUfm(settingOf({ lambdaH: 0 })),
    };
    expect(dataLoss).toBeLessThan(1e-20);
    expect(unique).toBe(false);
    // Within the rows of W: orthogonal to what W does not see.
    const weights = (fixedHead!.kernel as Matrix).transpose();
    const gram = weights.mmul(weights.transpose());
    const means = classMeans as Matrix;
    for (let k = 0; k < 3; k++) {
      const a = solveLinear(gram, weights.mmul(Matrix.columnVector(means.getRow(k))).to1DArray())!;
      const within = weights.transpose().mmul(Matrix.columnVector(a)).to1DArray();
      within.forEach((x, p) => void expect(means.get(k, p)).toBeCloseTo(x, 10));
    }
  });

  it('goes on from an earlier prediction where it was stopped', () => {
    const setting = settingOf({ loss: 'cross-entropy', featureActivation: 'nonnegative' });
    const stopped = predictUfm(setting, { maxEvaluations: 3 });
    expect(stopped.method).toMatchObject({ kind: 'numerical', converged: false, certified: false });
    let prediction = stopped;
    for (let i = 0; i < 50; i++) {
      prediction = predictUfm(setting, { maxEvaluations: 3, warmStart: prediction });
    }
    expect(prediction.method).toMatchObject({ converged: true });
    expect((prediction.loss as number) / (predictUfm(setting).loss as number)).toBeCloseTo(1, 12);
  });

  it('of a head of zeros is all means at zero', () => {
    for (const loss of ['mse', 'cross-entropy'] as const) {
      const fixedHead = { kernel: Matrix.zeros(5, 3), bias: [0, 0, 0] };
      const prediction = predictUfm(settingOf({ loss, fixedHead }));
      expect(prediction.collapsed).toBe(true);
      expect(prediction.normalizedWeightGram).toEqual({ absent: 'the kernel is zero' });
    }
  });

  it('gives metrics of the features that it draws to itself', () => {
    // An orthogonal frame of rows twice the length of the codes: means along the rows, cosine 0.
    const kernel = Matrix.zeros(5, 3);
    for (let k = 0; k < 3; k++) kernel.set(k, k, 2);
    const setting = settingOf({ lambdaB: Infinity, fixedHead: { kernel, bias: null } });
    const prediction = predictUfm(setting);
    const metrics = predictedMetrics(prediction, oneHotEncoding(3), 'class');
    expect(metrics['nc2.cos']).toBe(0);
    expect(metrics['train.accuracy']).toBe(1);
    // ½(2m − 1)² with m = 2/(4 + N λ_H), as tf.js averages over three outputs.
    const m = 2 / (4 + 10 * setting.lambdaH);
    expect(metrics['train.loss']).toBeCloseTo((2 * m - 1) ** 2 / 3, 12);
    expect(metrics['mse.central_path.perp' as never]).toBeUndefined();
  });

  it.each<[string, Partial<UfmSetting>, string, string, string]>([
    [
      'a kernel of another shape',
      { fixedHead: { kernel: Matrix.zeros(4, 3), bias: null } },
      'fixedHead.kernel',
      '[5, 3]',
      '[4, 3]',
    ],
    [
      'a bias of another length',
      { fixedHead: { ...headOf(3, 1), bias: [0] } },
      'fixedHead.bias',
      '3 fi',
      '[0]',
    ],
    ['a bias with λ_b = ∞', { lambdaB: Infinity }, 'lambdaB', 'finite', 'Infinity'],
    [
      'a penalty of no bias',
      { lambdaB: 0.5, fixedHead: headOf(3, 1, false) },
      'lambdaB',
      'Infinity for a fixed head without bias',
      '0.5',
    ],
    [
      'cross-entropy without λ_H',
      { loss: 'cross-entropy', lambdaH: 0 },
      'lambdaH',
      'greater than 0 for a fixed head',
      '0',
    ],
    [
      'nonnegative features without λ_H',
      { featureActivation: 'nonnegative', lambdaH: 0 },
      'lambdaH',
      'greater than 0 for a fixed head',
      '0',
    ],
  ])('refuses %s', async (_, change, argument, text, received) => {
    const requirement = new RegExp(text.replaceAll(/[[\]]/g, '\\$&'));
    await expectArgumentError(() => predictUfm(settingOf(change)), {
      where: 'predictUfm',
      argument,
      requirement,
      received,
    });
  });
});
