import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { Matrix } from '../../src/linalg/dense.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { sweepUfm } from '../../src/theory/sweepUfm.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { codes, fullLoss, gaussian, lambdas, longTail, oneHot, smoothed, total } from './settings.js';

const five: UfmSetting = {
  loss: 'mse',
  encoding: oneHot(5),
  classCounts: [100, 100, 100, 100, 100],
  featureDim: 8,
  lambdaW: 5e-3,
  lambdaH: 1e-5,
  lambdaB: 0,
  featureActivation: 'linear',
};

/** Probability vectors that are neither one-hot nor smoothed: two classes are alike. */
const pairs = codes(
  'pairs',
  new Matrix([
    [0.9, 0.1, 0, 0],
    [0.1, 0.9, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ]),
);

const gramOf = (prediction: UfmPrediction): Matrix => prediction.meanGram as Matrix;

/** ‖A − B‖_F/‖B‖_F */
const relative = (a: Matrix, b: Matrix): number => Matrix.sub(a, b).norm() / b.norm();

describe('printed values', () => {
  // Section 3 of the specification, K = 5, n_k = 100, λ_W = 5e-3, λ_H = 1e-5.
  it.each([
    [0.05, -0.047369, 0.044721],
    [0.1, -0.023137, 0.022361],
    [1, -0.002266, 0.002236],
  ])('λ_b = %f: cosine %f, bias %f', (lambdaB, cosine, bias) => {
    const prediction = predictUfm({ ...five, lambdaB });
    expect(prediction.meanCosine).toBeCloseTo(cosine, 6);
    for (const b of prediction.bias as number[]) expect(b).toBeCloseTo(bias, 6);
  });

  it('follow the formula of the transition from a simplex ETF to an orthogonal frame', () => {
    const [k, tau] = [5, Math.sqrt(500 * 5e-3 * 1e-5)];
    const critical = (tau * Math.sqrt(k)) / (1 - tau * Math.sqrt(k));
    expect(predictUfm(five).transition).toEqual({ criticalLambdaB: expect.closeTo(critical, 14) });
    for (const lambdaB of [0, critical / 2, critical * 1.001, 0.02, 0.3, 5, 1e5]) {
      const { meanCosine, bias } = predictUfm({ ...five, lambdaB });
      const g0 = 1 / Math.sqrt(k) - tau;
      const g1 = (1 - (tau * Math.sqrt(k)) / lambdaB) / Math.sqrt(k) - tau;
      const above = lambdaB > critical;
      // Rounding: cosines and biases are of order 1, the singular values behind them good to 1e-15.
      expect(meanCosine).toBeCloseTo(above ? (g1 - g0) / ((k - 1) * g0 + g1) : -1 / (k - 1), 12);
      expect((bias as number[])[2]).toBeCloseTo(
        above ? tau / (lambdaB * Math.sqrt(k)) : 1 / (k * (1 + lambdaB)),
        12,
      );
    }
  });

  it('follow the formulas of minority collapse under cross-entropy with nonnegative features', () => {
    const counts = [1000, 400, 60, 12];
    const [lambdaW, lambdaH, k, n] = [5e-3, 5e-3, 4, total(counts)];
    const prediction = predictUfm({
      ...five,
      loss: 'cross-entropy',
      encoding: oneHot(4),
      classCounts: counts,
      lambdaW,
      lambdaH,
      lambdaB: Infinity,
      featureActivation: 'nonnegative',
    });
    let loss = 0;
    counts.forEach((size, i) => {
      const c = Math.sqrt(lambdaW * lambdaH * size * (1 - 1 / k));
      const alive = size > (n * n * lambdaW * lambdaH * k) / (k - 1);
      const alpha = alive ? Math.log((k - 1) * (size / n / c - 1)) : 0;
      const square = alpha * Math.sqrt((lambdaW * (1 - 1 / k)) / (lambdaH * size));
      expect(gramOf(prediction).get(i, i)).toBeCloseTo(square, 10);
      loss += (size / n) * Math.log(1 + (k - 1) * Math.exp(-alpha)) + c * alpha;
    });
    expect(prediction.loss).toBeCloseTo(loss, 13);
    expect(prediction.minorityCollapsed).toEqual([2, 3]);
    expect(prediction.meanCosine).toHaveProperty('absent');
    expect((prediction.normRatios as number[]).slice(2)).toEqual([0, 0]);
  });

  it('follow the formulas of the simplex ETF under cross-entropy with linear features', () => {
    const setting: UfmSetting = { ...five, loss: 'cross-entropy', lambdaB: 0.3 };
    const prediction = predictUfm(setting);
    const product = Math.sqrt(500 * 5e-3 * 1e-5);
    const alpha = Math.log(Math.sqrt(5) / product - 5 + 1);
    const etf = Matrix.identity(5).sub(1 / 5);
    expect(relative(prediction.logits as Matrix, Matrix.mul(etf, alpha))).toBeLessThan(1e-13);
    const scale = Math.sqrt(5e-3 / (500 * 1e-5)) * alpha * Math.sqrt(5);
    expect(relative(gramOf(prediction), Matrix.mul(etf, scale))).toBeLessThan(1e-13);
    const loss = Math.log(1 + 4 * Math.exp(-alpha)) + (product * 4 * alpha) / Math.sqrt(5);
    expect(prediction.loss).toBeCloseTo(loss, 13);
  });
});

/** Settings that go through every branch. */
const everyBranch: Array<[string, UfmSetting]> = (
  [
    ['mse', 'linear', 0.02],
    ['mse', 'nonnegative', 0],
    ['mse', 'nonnegative', Infinity],
    ['cross-entropy', 'linear', 0],
    ['cross-entropy', 'linear', Infinity],
    ['cross-entropy', 'nonnegative', 0.01],
    ['cross-entropy', 'nonnegative', Infinity],
  ] as const
).flatMap(([loss, featureActivation, lambdaB]) =>
  [
    [3, 3, 3],
    [12, 5, 1],
  ].map((classCounts): [string, UfmSetting] => [
    `${loss}, ${featureActivation}, λ_b = ${lambdaB}, sizes ${classCounts}`,
    {
      loss,
      featureActivation,
      lambdaB,
      classCounts,
      encoding: oneHot(3),
      featureDim: 4,
      ...lambdas(0.04, total(classCounts), 3),
    },
  ]),
);

/** Weights, per-sample features, labels and bias of a prediction. */
function network(prediction: UfmPrediction) {
  const means = (prediction.classMeans as Matrix).to2DArray();
  const labels = prediction.setting.classCounts.flatMap((n, k) => new Array<number>(n).fill(k));
  return {
    w: (prediction.kernel as Matrix).transpose().to2DArray(),
    h: labels.map(k => [...means[k]!]),
    b: [...(prediction.bias as number[])],
    labels,
  };
}

describe('the full objective over all samples', () => {
  it.each(everyBranch)('has the predicted value and no descent at the prediction: %s', (_, setting) => {
    const prediction = predictUfm(setting);
    const { w, h, b, labels } = network(prediction);
    const value = () => fullLoss(setting, w, h, labels, b);
    expect(value()).toBeCloseTo(prediction.loss as number, 12);
    const trained = [...w, ...h, ...(setting.lambdaB === Infinity ? [] : [b])];
    for (const row of trained) {
      for (let i = 0; i < row.length; i++) {
        const at = row[i]!;
        // Central differences with step 1e-5: error of order 1e-10, rounding 1e-16/1e-5 = 1e-11.
        const [up, down] = [1e-5, -1e-5].map(step => {
          row[i] = at + step;
          const result = value();
          row[i] = at;
          return result;
        });
        const slope = (up! - down!) / 2e-5;
        const held = setting.featureActivation === 'nonnegative' && h.includes(row) && at === 0;
        if (held) expect(slope).toBeGreaterThan(-1e-8);
        else expect(Math.abs(slope)).toBeLessThan(1e-8);
      }
    }
  });

  it('is minimized by plain gradient descent on free features at the predicted point', () => {
    const setting: UfmSetting = { ...everyBranch[1]![1], lambdaB: 0.02 };
    const prediction = predictUfm(setting);
    const { h, labels } = descend(setting);
    const gram = Matrix.zeros(3, 3);
    const first = [0, 1, 2].map(k => h[labels.indexOf(k)]!);
    first.forEach((x, k) => {
      first.forEach((y, l) => {
        gram.set(
          k,
          l,
          x.reduce((sum, value, p) => sum + value * y[p]!, 0),
        );
      });
    });
    // The features of one class have collapsed, and 30000 steps of descent reach the optimum to 1e-6.
    expect(relative(gram, gramOf(prediction))).toBeLessThan(1e-6);
    const spread = labels.map((k, i) => Math.hypot(...h[i]!.map((x, p) => x - first[k]![p]!)));
    expect(Math.max(...spread)).toBeLessThan(1e-6);
  });
});

/** Gradient descent on squared loss from random weights and one free feature vector per sample. */
function descend({ encoding, classCounts, featureDim, lambdaW, lambdaH, lambdaB }: UfmSetting) {
  const { normal } = random('free features');
  const labels = classCounts.flatMap((n, k) => new Array<number>(n).fill(k));
  const samples = labels.length;
  const rows = (n: number) =>
    Array.from({ length: n }, () => Array.from({ length: featureDim }, () => 0.3 * normal()));
  const [w, h, b] = [rows(encoding.dim), rows(samples), new Array<number>(encoding.dim).fill(0)];
  const rate = 0.5;
  for (let step = 0; step < 30_000; step++) {
    const gw = w.map(row => row.map(x => lambdaW * x));
    const gb = b.map(x => lambdaB * x);
    const gh = h.map(row => row.map(x => lambdaH * x));
    h.forEach((x, i) => {
      w.forEach((row, j) => {
        const error =
          row.reduce((sum, wj, p) => sum + wj * x[p]!, b[j]!) - encoding.matrix.get(j, labels[i]!);
        gb[j]! += error / samples;
        for (let p = 0; p < featureDim; p++) {
          gw[j]![p]! += (error * x[p]!) / samples;
          gh[i]![p]! += (error * row[p]!) / samples;
        }
      });
    });
    const move = (x: number[], g: number[], speed: number) => {
      for (let p = 0; p < x.length; p++) x[p]! -= speed * g[p]!;
    };
    for (let j = 0; j < w.length; j++) move(w[j]!, gw[j]!, rate);
    // The loss of one sample weighs 1/N: its feature takes N times the step.
    for (let i = 0; i < h.length; i++) move(h[i]!, gh[i]!, rate * samples * 0.2);
    move(b, gb, rate);
  }
  return { w, h, b, labels };
}

describe('properties', () => {
  it.each(everyBranch)('permuting the classes permutes the prediction: %s', (_, setting) => {
    const order = [2, 0, 1];
    const moved = predictUfm({ ...setting, classCounts: order.map(k => setting.classCounts[k]!) });
    const plain = predictUfm(setting);
    const expected = gramOf(plain).selection(order, order);
    // Descent stops at a relative gradient of 1e-9.
    expect(relative(gramOf(moved), expected)).toBeLessThan(1e-6);
    expect(Math.abs((moved.loss as number) - (plain.loss as number))).toBeLessThan(1e-12);
  });

  it('rotating the codes of squared loss rotates the bias and keeps the means', () => {
    const [cos, sin] = [Math.cos(0.7), Math.sin(0.7)];
    const rotation = new Matrix([
      [cos, -sin, 0],
      [sin, cos, 0],
      [0, 0, 1],
    ]);
    const setting: UfmSetting = { ...everyBranch[1]![1], encoding: gaussian(3, 3, 4) };
    const rotated = codes('rotated', rotation.mmul(setting.encoding.matrix));
    const [plain, moved] = [predictUfm(setting), predictUfm({ ...setting, encoding: rotated })];
    expect(relative(gramOf(moved), gramOf(plain))).toBeLessThan(1e-12);
    const bias = rotation.mmul(Matrix.columnVector(plain.bias as number[])).to1DArray();
    (moved.bias as number[]).forEach((b, j) => {
      expect(b).toBeCloseTo(bias[j]!, 12);
    });
  });

  it('codes in more dimensions than classes are codes in their span', () => {
    const wide = gaussian(4, 30, 9);
    const setting: UfmSetting = { ...five, encoding: wide, classCounts: [9, 4, 4, 2], lambdaB: 0.1 };
    const { logits, bias, meanGram } = predictUfm(setting);
    // An independent witness: padding with zero rows changes nothing, and duplicated rows halved in square neither.
    const padded = codes('padded', Matrix.zeros(40, 4).setSubMatrix(wide.matrix, 0, 0));
    const other = predictUfm({ ...setting, encoding: padded });
    expect(relative(gramOf(other), meanGram as Matrix)).toBeLessThan(1e-12);
    expect((other.bias as number[]).slice(30).every(b => Math.abs(b) < 1e-15)).toBe(true);
    expect((logits as Matrix).rows).toBe(30);
    expect((bias as number[]).length).toBe(30);
  });

  it('the mean cosine grows with λ_b from −1/(K − 1) to 0', () => {
    const cosines = [0, 1e-3, 0.011, 0.012, 0.02, 0.1, 1, 10, 1e4, Infinity].map(
      lambdaB => predictUfm({ ...five, lambdaB }).meanCosine as number,
    );
    expect(cosines[0]).toBeCloseTo(-1 / 4, 12);
    expect(cosines.at(-1)).toBeCloseTo(0, 12);
    for (let i = 1; i < cosines.length; i++)
      expect(cosines[i]! - cosines[i - 1]!).toBeGreaterThanOrEqual(-1e-12);
  });

  it('a free bias of squared loss is the mean code, for any codes, sizes and d', () => {
    const encoding = gaussian(6, 4, 2);
    const classCounts = longTail(6, 50);
    const mean = encoding.matrix.mmul(Matrix.columnVector(classCounts.map(n => n / total(classCounts))));
    for (const featureDim of [1, 3, 9]) {
      const { bias } = predictUfm({ ...five, encoding, classCounts, featureDim, lambdaB: 0 });
      (bias as number[]).forEach((b, j) => {
        expect(b).toBeCloseTo(mean.get(j, 0), 13);
      });
    }
  });

  it('λ_W WᵀW = λ_H HHᵀ at the optimum', () => {
    for (const [, setting] of everyBranch) {
      const prediction = predictUfm(setting);
      const kernel = prediction.kernel as Matrix;
      const means = prediction.classMeans as Matrix;
      const left = kernel.mmul(kernel.transpose()).mul(setting.lambdaW);
      const right = means
        .transpose()
        .mulRowVector([...setting.classCounts])
        .mmul(means)
        .mul(setting.lambdaH);
      // Entries between directions are only as balanced as descent leaves them; with nonnegative features only the
      // lengths have to agree.
      const linear = setting.featureActivation === 'linear';
      const difference = linear
        ? relative(right, left)
        : Math.max(...left.diagonal().map((x, p) => Math.abs(x - right.get(p, p)))) / left.norm();
      expect(difference).toBeLessThan(1e-6);
    }
  });
});

describe('closed forms', () => {
  const four = { ...five, encoding: oneHot(4), ...lambdas(0.01, 400) };
  const equal = [100, 100, 100, 100];
  const unequal = [250, 100, 40, 10];

  it.each<[string, Partial<UfmSetting>, Partial<UfmSetting>]>([
    [
      'squared loss, linear: a penalized bias needs d of the rank',
      { classCounts: unequal, lambdaB: 0.1, featureDim: 4 },
      { featureDim: 2 },
    ],
    [
      'squared loss, nonnegative, without bias: orthogonal codes',
      { featureActivation: 'nonnegative', classCounts: unequal, lambdaB: Infinity, featureDim: 2 },
      { encoding: smoothed(4, 0.2) },
    ],
    [
      'squared loss, nonnegative, with bias: a direction for every class',
      { featureActivation: 'nonnegative', classCounts: equal, lambdaB: 0.1, featureDim: 4 },
      { featureDim: 3 },
    ],
    [
      'cross-entropy, linear: d ≥ K − 1',
      { loss: 'cross-entropy', classCounts: equal, featureDim: 3 },
      { featureDim: 2 },
    ],
    [
      'cross-entropy, linear: one size',
      { loss: 'cross-entropy', classCounts: equal },
      { classCounts: unequal },
    ],
    [
      'cross-entropy, linear: one-hot codes, smoothed or not',
      { loss: 'cross-entropy', classCounts: equal, encoding: smoothed(4, 0.1) },
      {
        encoding: pairs,
      },
    ],
    [
      'cross-entropy, nonnegative: a direction for every class',
      { loss: 'cross-entropy', featureActivation: 'nonnegative', classCounts: equal, featureDim: 4 },
      { featureDim: 3 },
    ],
    [
      'cross-entropy, nonnegative: one size, or no bias',
      { loss: 'cross-entropy', featureActivation: 'nonnegative', classCounts: unequal, lambdaB: Infinity },
      { lambdaB: 0.1 },
    ],
    [
      'cross-entropy, nonnegative: one-hot codes',
      { loss: 'cross-entropy', featureActivation: 'nonnegative', classCounts: equal },
      {
        encoding: pairs,
      },
    ],
  ])('end where their conditions do: %s', (_, within, beyond) => {
    // Where descent goes in a few steps does not matter here.
    const few = { restarts: 0, maxEvaluations: 20 };
    const kindOf = (change: Partial<UfmSetting>) =>
      predictUfm({ ...four, classCounts: equal, ...change }, few).method.kind;
    expect([kindOf(within), kindOf({ ...within, ...beyond })]).toEqual(['closed-form', 'numerical']);
  });

  it('say whether another optimum has other angles: too few dimensions for classes that are alike', () => {
    const uniqueIn = (change: Partial<UfmSetting>) => predictUfm({ ...four, ...change }).unique;
    const linear = { lambdaB: 0, featureDim: 2 };
    expect(uniqueIn({ ...linear, classCounts: equal })).toBe(false);
    expect(uniqueIn({ ...linear, classCounts: unequal })).toBe(true);
    expect(uniqueIn({ ...linear, classCounts: equal, featureDim: 3 })).toBe(true);
    const frame = { featureActivation: 'nonnegative' as const, lambdaB: Infinity, featureDim: 2 };
    expect(uniqueIn({ ...frame, classCounts: equal })).toBe(false);
    expect(uniqueIn({ ...frame, classCounts: unequal })).toBe(true);
    expect(uniqueIn({ ...frame, classCounts: equal, featureDim: 4 })).toBe(true);
    for (const featureActivation of ['linear', 'nonnegative'] as const) {
      expect(uniqueIn({ loss: 'cross-entropy', featureActivation, classCounts: equal })).toBe(true);
      expect(uniqueIn({ featureActivation, classCounts: equal, lambdaW: 10, lambdaH: 10 })).toBe(true);
    }
  });

  it.each(['mse', 'cross-entropy'] as const)('%s: is not unique between two classes behind a ReLU', loss => {
    const two = { ...four, loss, encoding: oneHot(2), classCounts: [30, 30] } as const;
    const setting: UfmSetting = { ...two, featureDim: 2, lambdaB: 0, featureActivation: 'nonnegative' };
    const { kernel, classMeans, logits, bias, loss: minimum, unique } = predictUfm(setting);
    const labels = [...new Array<number>(30).fill(0), ...new Array<number>(30).fill(1)];
    // One class mean is longer, the other shorter, and the bias takes up the difference.
    const lengths = [1.2, 0.8].map(Math.sqrt);
    const scaled = (matrix: Matrix) => matrix.clone().mulColumnVector(lengths);
    const w = scaled(kernel as Matrix)
      .transpose()
      .to2DArray();
    const means = scaled(classMeans as Matrix).to2DArray();
    const b = (bias as number[]).map((x, j) => x - 0.2 * (logits as Matrix).get(j, 0));
    const h = labels.map(y => means[y]!);
    expect(Math.abs(fullLoss(setting, w, h, labels, b) - (minimum as number))).toBeLessThan(1e-14);
    expect(unique).toBe(false);
    expect(predictUfm({ ...setting, lambdaB: 0.01 }).unique).toBe(true);
    expect(predictUfm({ ...setting, classCounts: [20, 40] }).unique).not.toBe(false);
  });

  it('does not call an optimum unique whose classes may share directions at the same price', () => {
    const orthoplex = [
      [1, -1, 0, 0],
      [0, 0, 1, -1],
    ];
    const encoding = codes('orthoplex', new Matrix(orthoplex));
    const given = { ...four, encoding, classCounts: [5, 5, 5, 5], featureDim: 4, lambdaB: Infinity };
    const setting: UfmSetting = { ...given, featureActivation: 'nonnegative' };
    const { kernel, classMeans, loss, unique } = predictUfm(setting);
    const [w, m] = [kernel, classMeans].map(matrix => (matrix as Matrix).norm() / 2 / Math.SQRT2);
    const labels = [0, 1, 2, 3].flatMap(k => new Array<number>(5).fill(k));
    const shared = [
      [m!, 0, m!, 0],
      [0, m!, 0, m!],
      [m!, 0, 0, m!],
      [0, m!, m!, 0],
    ];
    const h = labels.map(k => shared.map(row => row[k]!));
    const weights = [
      [w!, -w!, w!, -w!],
      [w!, -w!, -w!, w!],
    ];
    const other = fullLoss(setting, weights, h, labels, [0, 0]);
    expect(Math.abs(other - (loss as number))).toBeLessThan(1e-12);
    expect(unique).toEqual({ absent: expect.stringContaining('depend on each other') });
  });

  it('keep the largest classes of an orthogonal frame that is too small for all', () => {
    const setting: UfmSetting = {
      ...four,
      classCounts: [40, 250, 10, 100],
      featureActivation: 'nonnegative',
      lambdaB: Infinity,
      featureDim: 2,
    };
    const { minorityCollapsed, loss, tau } = predictUfm(setting);
    expect(minorityCollapsed).toEqual([0, 2]);
    // A class of share π in a direction of its own costs √π τ − τ²/2, without one π/2.
    const kept = [250, 100].map(n => Math.sqrt(n / 400) * tau - tau ** 2 / 2);
    const expected = [...kept, 40 / 800, 10 / 800].reduce((sum, x) => sum + x, 0);
    expect((loss as number) / expected).toBeCloseTo(1, 12);
  });

  it('say when the bias was searched for', () => {
    const sourceOf = (lambdaB: number) => {
      const { method } = predictUfm({ ...four, classCounts: unequal, lambdaB });
      return method.kind === 'closed-form' ? method.source : '';
    };
    expect(sourceOf(0.1)).toMatch(/the bias by Newton steps$/);
    for (const lambdaB of [0, Infinity]) expect(sourceOf(lambdaB)).not.toMatch(/Newton/);
  });
});

describe('numerical solutions', () => {
  const numerical: UfmSetting = {
    ...five,
    loss: 'cross-entropy',
    classCounts: longTail(5, 100),
    ...lambdas(0.02, total(longTail(5, 100))),
  };

  it('say how good they are', () => {
    const { method } = predictUfm(numerical);
    if (method.kind !== 'numerical') throw new Error('expected a numerical solution');
    expect(method.gradientNorm).toBeLessThanOrEqual(1e-9);
    // The guided start and the first random one agree, and the optimum is proved.
    expect(method.restarts).toBe(2);
    expect(method.lossSpread).toBeLessThan(1e-9);
    expect(method.certified).toBe(true);
  });

  it.each(['linear', 'nonnegative'] as const)(
    'go on from an earlier one to the same optimum: %s',
    featureActivation => {
      const earlier = predictUfm({ ...numerical, featureActivation });
      const setting = { ...numerical, featureActivation, lambdaH: numerical.lambdaH * 1.2 };
      const warm = predictUfm(setting, { warmStart: earlier });
      const cold = predictUfm(setting);
      expect(warm.method).toMatchObject({ kind: 'numerical', restarts: 1 });
      expect(relative(gramOf(warm), gramOf(cold))).toBeLessThan(1e-6);
    },
  );

  it('are called the only optimum where that is proved or found several times', () => {
    const unproved = { ...numerical, featureDim: 3 };
    expect(predictUfm(numerical, { restarts: 0 })).toMatchObject({ method: { restarts: 1 }, unique: true });
    const one = predictUfm(unproved, { restarts: 0 });
    expect(one.method).toMatchObject({ converged: true, certified: false });
    expect(one.unique).toEqual({ absent: expect.stringMatching(/^only one start led to this optimum/) });
    const many = predictUfm(unproved);
    expect(many.unique).toBe(true);
    // What proves an optimum behind a ReLU does not say that there is no other.
    const relu = { ...numerical, featureActivation: 'nonnegative' } as const;
    expect(predictUfm(relu, { restarts: 0 }).unique).toHaveProperty('absent');
    expect(predictUfm(relu).unique).toBe(true);
    // Five classes alike in two dimensions: every turn of the frame is as good.
    const alike = { ...five, featureDim: 2, lambdaB: 0.1 };
    expect(predictUfm(alike).unique).toBe(false);
  });

  it('stop after so many evaluations, say so, and go on from there', () => {
    const stopped = predictUfm(numerical, { maxEvaluations: 5 });
    expect(stopped.method).toMatchObject({ kind: 'numerical', converged: false, restarts: 1 });
    for (const field of ['unique', 'collapsed', 'minorityCollapsed'] as const) {
      expect(stopped[field]).toEqual({ absent: expect.stringMatching(/^descent has not ended/) });
    }
    const optimum = predictUfm(numerical);
    expect(optimum.method).toMatchObject({ converged: true });
    expect(stopped.loss).toBeGreaterThan(optimum.loss as number);
    const resumed = predictUfm(numerical, { warmStart: stopped });
    expect(resumed.method).toMatchObject({ converged: true });
    expect(relative(gramOf(resumed), gramOf(optimum))).toBeLessThan(1e-6);
  });

  it('lead back to the closed form once its conditions hold again', () => {
    // Two dimensions are too few until τ leaves only two directions.
    const classCounts = [9, 7, 5, 3, 1];
    const few: UfmSetting = { ...five, classCounts, featureDim: 2, lambdaB: 0.1 };
    const before = predictUfm(few);
    expect(before.method).toMatchObject({ kind: 'numerical', certified: false });
    const setting = { ...few, ...lambdas(0.47, total(classCounts)) };
    const closed = predictUfm(setting);
    expect(closed.method.kind).toBe('closed-form');
    // A point as far away as those of a sweep says nothing of this one; one as near as the record before does.
    expect(predictUfm(setting, { warmStart: before }).method.kind).toBe('closed-form');
    const proved = predictUfm(setting, { warmStart: { ...before, tau: closed.tau } });
    expect(proved.method).toMatchObject({ kind: 'numerical', certified: true });
    expect(Math.abs((proved.loss as number) / (closed.loss as number) - 1)).toBeLessThan(1e-12);
    expect(predictUfm(setting, { warmStart: proved }).method.kind).toBe('closed-form');
  });

  it('of a sweep are those of single predictions, closed forms among them', () => {
    const base: UfmSetting = { ...five, featureDim: 3 };
    const kinds = sweepUfm(base, { lambdaB: [0, 0.1, Infinity] }).map(
      ({ prediction }) => prediction.method.kind,
    );
    expect(kinds).toEqual([0, 0.1, Infinity].map(lambdaB => predictUfm({ ...base, lambdaB }).method.kind));
    expect([kinds[0], kinds[2]]).toEqual(['closed-form', 'closed-form']);
  });

  it('take no harm from a warm start of another shape', () => {
    const warmStart = predictUfm({ ...five, encoding: oneHot(3), classCounts: [1, 2, 3] });
    expect(predictUfm(numerical, { warmStart }).loss).toBeCloseTo(predictUfm(numerical).loss as number, 10);
  });

  it('cover squared loss with too few dimensions and a penalized bias', () => {
    const setting: UfmSetting = { ...five, classCounts: [9, 7, 5, 3, 1], featureDim: 2, lambdaB: 0.1 };
    const { tau } = predictUfm(setting);
    expect(tau).toBeCloseTo(Math.sqrt(25 * 5e-8), 12);
    const found = predictUfm(setting);
    expect(found.method.kind).toBe('numerical');
    // A relaxation is a lower bound, a feasible point an upper one.
    expect(found.loss).toBeGreaterThan(predictUfm({ ...setting, featureDim: 8 }).loss as number);
    expect(found.loss).toBeLessThan(predictUfm({ ...setting, lambdaB: Infinity }).loss as number);
  });

  it('find the class means of a dominating class at zero, its bias in their place', () => {
    // Squared loss, free bias, nonnegative features, one class much larger than the others.
    const classCounts = [1000, 10, 10, 10];
    const found = predictUfm({
      ...five,
      encoding: oneHot(4),
      classCounts,
      ...lambdas(0.02, total(classCounts)),
      featureActivation: 'nonnegative',
    });
    expect(found.method.kind).toBe('numerical');
    expect(found.minorityCollapsed).toEqual([0]);
    expect((found.bias as number[])[0]).toBeGreaterThan(0.99);
  });
});

describe('complete collapse', () => {
  it.each([
    ['mse', 'linear'],
    ['mse', 'nonnegative'],
    ['cross-entropy', 'linear'],
    ['cross-entropy', 'nonnegative'],
  ] as const)('%s, %s: nothing but the bias is left', (loss, featureActivation) => {
    const classCounts = [6, 3, 1];
    const prediction = predictUfm({
      ...five,
      loss,
      featureActivation,
      encoding: oneHot(3),
      classCounts,
      lambdaW: 10,
      lambdaH: 10,
    });
    expect(prediction.collapsed).toBe(true);
    expect(prediction.method.kind).toBe('closed-form');
    expect(gramOf(prediction).norm()).toBe(0);
    expect(prediction.minorityCollapsed).toEqual([]);
    for (const field of ['meanCosine', 'normRatios', 'normalizedMeanGram', 'normalizedWeightGram'] as const) {
      expect(prediction[field]).toHaveProperty('absent');
    }
    const bias = prediction.bias as number[];
    const outputs =
      loss === 'mse' ? bias : bias.map(b => Math.exp(b) / bias.reduce((s, x) => s + Math.exp(x), 0));
    [0.6, 0.3, 0.1].forEach((share, k) => {
      expect(outputs[k]).toBeCloseTo(share, 12);
    });
  });
});

describe('the bias alone', () => {
  it('is ln π, centered, under cross-entropy without a penalty', () => {
    const classCounts = [70, 20, 5, 4, 1];
    const setting: UfmSetting = { ...five, loss: 'cross-entropy', classCounts, lambdaW: 10, lambdaH: 10 };
    const { bias, collapsed } = predictUfm(setting);
    expect(collapsed).toBe(true);
    const logs = classCounts.map(n => Math.log(n / 100));
    const center = logs.reduce((sum, x) => sum + x, 0) / 5;
    (bias as number[]).forEach((b, k) => {
      expect(b).toBeCloseTo(logs[k]! - center, 12);
    });
  });

  it.each([1e-4, 0.3, 50])('is stationary under cross-entropy: softmax(b) + λ_b b = π, λ_b = %f', lambdaB => {
    const prediction = predictUfm({
      ...five,
      loss: 'cross-entropy',
      classCounts: [60, 30, 8, 1, 1],
      lambdaW: 10,
      lambdaH: 10,
      lambdaB,
    });
    const bias = prediction.bias as number[];
    const sum = bias.reduce((all, x) => all + Math.exp(x), 0);
    [0.6, 0.3, 0.08, 0.01, 0.01].forEach((share, k) => {
      expect(Math.abs(Math.exp(bias[k]!) / sum + lambdaB * bias[k]! - share)).toBeLessThan(1e-13);
    });
  });
});

describe('scale-free predictions', () => {
  const free: UfmSetting = { ...five, lambdaW: 0, classCounts: [40, 20, 10, 5, 5] };

  it('leave out what has no scale', () => {
    const prediction = predictUfm(free);
    expect(prediction.scaleFree).toBe(true);
    for (const field of [
      'meanGram',
      'classMeans',
      'kernel',
      'weightGram',
      'bias',
      'logits',
      'loss',
    ] as const) {
      expect(prediction[field]).toEqual({ absent: expect.stringContaining('λ_W is 0') });
    }
  });

  it.each([
    ['mse', 'linear', 0],
    ['mse', 'linear', 0.3],
    ['mse', 'linear', Infinity],
    ['mse', 'nonnegative', 0.3],
    ['mse', 'nonnegative', Infinity],
  ] as const)('are the limit of small τ: %s, %s, λ_b = %f', (loss, featureActivation, lambdaB) => {
    const limit = predictUfm({ ...free, loss, featureActivation, lambdaB });
    const near = predictUfm({
      ...free,
      loss,
      featureActivation,
      lambdaB,
      ...lambdas(1e-6, total(free.classCounts)),
    });
    // The limit is approached at a rate of τ√K, and the numerical stand-in is at 1e-3/√K itself.
    const tolerance = featureActivation === 'linear' ? 1e-4 : 1e-2;
    const [a, b] = [limit.normalizedMeanGram as Matrix, near.normalizedMeanGram as Matrix];
    expect(relative(a, b)).toBeLessThan(tolerance);
    if (lambdaB === Infinity) return;
    (limit.biasDirection as number[]).forEach((x, j) => {
      expect(Math.abs(x - (near.biasDirection as number[])[j]!)).toBeLessThan(tolerance);
    });
  });

  it('give means of length n_k^(-1/4) under cross-entropy without bias, nonnegative features', () => {
    const { normRatios } = predictUfm({
      ...free,
      loss: 'cross-entropy',
      featureActivation: 'nonnegative',
      lambdaB: Infinity,
    });
    free.classCounts.forEach((n, k) => {
      expect((normRatios as number[])[k]).toBeCloseTo((n / 5) ** -0.25, 12);
    });
  });
});

describe('smoothed labels', () => {
  it('bound the logits of cross-entropy even without regularization to speak of', () => {
    const encoding = smoothed(5, 0.1);
    const { logits } = predictUfm({ ...five, loss: 'cross-entropy', encoding, ...lambdas(1e-12, 500) });
    const alpha = Math.log(0.92 / 0.02);
    expect((logits as Matrix).get(0, 0) - (logits as Matrix).get(1, 0)).toBeCloseTo(alpha, 8);
  });
});

describe('errors', () => {
  it.each([
    [{ loss: 'hinge' }, 'loss', /'mse' or 'cross-entropy'/, '"hinge"'],
    [{ encoding: undefined }, 'encoding', /class encoding/, 'undefined'],
    [{ classCounts: [1, 2] }, 'classCounts', /5 positive finite/, '[1, 2]'],
    [{ classCounts: [1, 2, 3, 4, 0] }, 'classCounts', /5 positive finite/, '0]'],
    [{ classCounts: undefined }, 'classCounts', /5 positive finite/, 'undefined'],
    [{ featureDim: 0 }, 'featureDim', /positive integer/, '0'],
    [{ featureDim: 1.5 }, 'featureDim', /positive integer/, '1.5'],
    [{ lambdaW: -1 }, 'lambdaW', /at least 0/, '-1'],
    [{ lambdaH: Number.NaN }, 'lambdaH', /at least 0/, 'NaN'],
    [{ lambdaB: Number.NaN }, 'lambdaB', /Infinity/, 'NaN'],
    [{ featureActivation: 'relu' }, 'featureActivation', /'linear' or 'nonnegative'/, '"relu"'],
    [{ loss: 'cross-entropy', encoding: gaussian(5, 5, 1) }, 'encoding', /probability vectors/, '['],
    [
      {
        loss: 'cross-entropy',
        encoding: codes('negative', Matrix.identity(5).set(0, 4, -0.25).set(4, 4, 1.25)),
      },
      'encoding',
      /probability vectors .*code 4 of negative/,
      '-0.25',
    ],
    [
      { loss: 'cross-entropy', encoding: codes('double', Matrix.identity(5).mul(2)) },
      'encoding',
      /probability vectors .*code 0 of double/,
      '2',
    ],
    [
      {
        loss: 'cross-entropy',
        encoding: codes('late', Matrix.zeros(6, 5).setSubMatrix(Matrix.identity(5), 1, 0)),
      },
      'lambdaB',
      /output 0 of late/,
      '0',
    ],
    [
      {
        loss: 'cross-entropy',
        encoding: codes('short', Matrix.zeros(6, 5).setSubMatrix(Matrix.identity(5), 0, 0)),
      },
      'lambdaB',
      /output 5 of short/,
      '0',
    ],
  ])('name what is wrong: %j', async (change, argument, requirement, received) => {
    const setting = { ...five, ...change } as UfmSetting;
    const parts = { where: 'predictUfm', argument, requirement, received };
    await expectArgumentError(() => predictUfm(setting), parts);
  });

  it('take an output that is the target of no class, if its bias is penalized', () => {
    const encoding = codes('short', Matrix.zeros(6, 5).setSubMatrix(Matrix.identity(5), 0, 0));
    const setting: UfmSetting = { ...five, loss: 'cross-entropy', encoding, lambdaB: 0.1 };
    // No class wants it: its bias is the lowest.
    const bias = predictUfm(setting, { restarts: 0 }).bias as number[];
    expect(Math.min(...bias)).toBe(bias[5]);
  });

  it('name a wrong tolerance', async () => {
    const parts = {
      where: 'predictUfm',
      argument: 'tolerance',
      requirement: /greater than 0/,
      received: '0',
    };
    await expectArgumentError(() => predictUfm(five, { tolerance: 0 }), parts);
  });

  it('name a wrong number of evaluations', async () => {
    const parts = {
      where: 'predictUfm',
      argument: 'maxEvaluations',
      requirement: /at least 1/,
      received: '0',
    };
    await expectArgumentError(() => predictUfm(five, { maxEvaluations: 0 }), parts);
  });

  it('name a wrong number of restarts', async () => {
    const parts = { where: 'predictUfm', argument: 'restarts', requirement: /integer/, received: '-1' };
    await expectArgumentError(() => predictUfm(five, { restarts: -1 }), parts);
  });
});
