import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { measureCentralPath } from '../../../callbacks/theory/scatterMeasures.js';
import { random } from '../../../src/base/random.js';
import { Matrix, solveMatrix } from '../../../src/linalg/dense.js';
import type { CentralPath } from '../../../src/metrics/metric.js';
import { ClassStatistics } from '../../../src/statistics/classStatistics.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { codes, gaussian, oneHot } from '../../theory/settings.js';

interface Case {
  readonly counts: readonly number[];
  readonly dim: number;
  /** Standard deviation within the classes; the means have entries of about 1 */
  readonly spread: number;
  readonly offset?: number;
  readonly lambdaW?: number;
  readonly lambdaB: number;
  readonly outputs?: number;
}

/** Features of float32 numbers, codes and a head. */
function network({ counts, dim, spread, offset = 0, lambdaB, outputs, lambdaW = 5e-3 }: Case) {
  const { normal } = random(`${counts} ${dim} ${spread} ${lambdaB}`);
  const numbers = (rows: number, columns: number, size = 1) =>
    Matrix.from1DArray(
      rows,
      columns,
      Array.from({ length: rows * columns }, () => size * normal()),
    );
  const means = numbers(counts.length, dim);
  const labels = counts.flatMap((n, k) => new Array<number>(n).fill(k));
  const features = labels.map(k => means.getRow(k).map(m => Math.fround(offset + m + spread * normal())));
  const c = outputs ?? counts.length;
  const encoding = outputs === undefined ? oneHot(c) : gaussian(counts.length, c, 1);
  const hasBias = lambdaB !== Number.POSITIVE_INFINITY;
  const head = { kernel: numbers(dim, c, 0.3), bias: hasBias ? numbers(1, c, 0.1).getRow(0) : null };
  return { labels, features, encoding, head, setting: { loss: 'mse' as const, encoding, lambdaW, lambdaB } };
}

type Network = ReturnType<typeof network>;

/** Rows [h 1] (or [h] without bias), centered targets nothing: the problem as a ridge regression, by normal equations. */
function regression({ labels, features, encoding, setting }: Network) {
  const hasBias = setting.lambdaB !== Number.POSITIVE_INFINITY;
  const X = new Matrix(features.map(h => (hasBias ? [...h, 1] : h)));
  const Y = new Matrix(labels.map(k => encoding.matrix.getColumn(k)));
  const dim = features[0]!.length;
  const ridge = X.to2DArray()[0]!.map((_, j) => (j < dim ? setting.lambdaW : setting.lambdaB));
  const gram = X.transpose().mmul(X).div(labels.length).add(Matrix.diag(ridge));
  const solution = solveMatrix(gram, X.transpose().mmul(Y).div(labels.length))!;
  const loss = (theta: Matrix) => {
    const errors = X.mmul(theta).sub(Y);
    const penalty = Matrix.mul(theta, theta).mulColumnVector(ridge).sum();
    return (errors.norm() ** 2 / labels.length + penalty) / 2;
  };
  return { X, solution, loss };
}

/** The three parts from their definitions, over all samples. */
function expected(given: Network): CentralPath {
  const { labels, features, head, encoding, setting } = given;
  const { solution, loss } = regression(given);
  const dim = features[0]!.length;
  const classes = encoding.classes;
  const counts = Array.from({ length: classes }, (_, k) => labels.filter(y => y === k).length);
  const W = solution.subMatrix(0, dim - 1, 0, encoding.dim - 1);
  const means = Array.from({ length: classes }, (_, k) =>
    new Matrix(features.filter((_, i) => labels[i] === k)).mean('column'),
  );
  const centered = new Matrix(features.map((h, i) => h.map((x, j) => x - means[labels[i]!]![j]!)));
  const nc1 = (centered.mmul(W).norm() ** 2 / labels.length + setting.lambdaW * W.norm() ** 2) / 2;
  const b = solution.rows > dim ? solution.getRow(dim) : W.getRow(0).map(() => 0);
  const ofClasses = means.map((m, k) => {
    const z = Matrix.rowVector(m).mmul(W).addRowVector(b).getRow(0);
    const squares = z.reduce((sum, x, j) => sum + (x - encoding.matrix.get(j, k)) ** 2, 0);
    return (counts[k]! / labels.length) * squares;
  });
  const penalty = solution.rows > dim ? setting.lambdaB * Math.hypot(...b) ** 2 : 0;
  const nc23 = (ofClasses.reduce((sum, x) => sum + x, 0) + penalty) / 2;
  const theta = head.bias === null ? head.kernel : new Matrix([...head.kernel.to2DArray(), head.bias]);
  return { nc1, nc23, perp: loss(theta) - loss(solution) };
}

async function measured({ labels, features, encoding, head, setting }: Network) {
  const statistics = new ClassStatistics({ classes: encoding.classes, featureDim: features[0]!.length });
  tf.tidy(() => void statistics.update(tf.tensor2d(features), tf.tensor1d(labels, 'int32')));
  const within = statistics.within()!;
  try {
    return await measureCentralPath({ within, statistics: await statistics.summary(), head, setting });
  } finally {
    within.dispose();
    statistics.dispose();
  }
}

describe('measureCentralPath', () => {
  const cases: Record<string, Case> = {
    'no bias': { counts: [20, 20, 20], dim: 5, spread: 0.5, lambdaB: Infinity },
    'free bias': { counts: [20, 20, 20], dim: 5, spread: 0.5, lambdaB: 0 },
    'penalized bias, unequal classes': { counts: [40, 7, 3], dim: 6, spread: 0.3, lambdaB: 0.05 },
    'more classes than dimensions': { counts: [9, 9, 9, 9, 9], dim: 3, spread: 0.2, lambdaB: 0 },
    'codes in another dimension': { counts: [9, 12, 9, 5], dim: 8, spread: 0.4, lambdaB: 0.01, outputs: 6 },
    'far from zero, free bias': { counts: [30, 20, 25], dim: 6, spread: 0.1, offset: 100, lambdaB: 0 },
    collapsed: { counts: [20, 20, 20, 10], dim: 12, spread: 1e-3, lambdaB: 0.1 },
    'collapsed far from zero': { counts: [20, 20, 20, 10], dim: 12, spread: 1e-3, offset: 10, lambdaB: 0 },
    'weak decay': { counts: [50, 40], dim: 10, spread: 1, lambdaW: 1e-4, lambdaB: 0 },
    'more dimensions than samples': { counts: [4, 4, 4], dim: 40, spread: 0.5, lambdaB: 0 },
  };

  it.each(Object.entries(cases))('%s: the parts of a ridge regression over all samples', async (_, given) => {
    const data = network(given);
    const parts = (await measured(data)) as CentralPath;
    const reference = expected(data);
    // The record's bar; parts that vanish beside the others are resolved as float32 resolves their sum.
    const size = reference.nc1 + reference.nc23;
    for (const part of ['nc1', 'nc23', 'perp'] as const) {
      const error = Math.abs(parts[part] - reference[part]);
      expect(error, `${part} ${parts[part]} ${reference[part]}`).toBeLessThan(
        1e-3 * reference[part] + 1e-6 * size,
      );
    }
  });

  it.each([0, 0.05, Infinity])('has no rest at the least-squares head, λ_b = %d', async lambdaB => {
    const data = network({ counts: [30, 20, 10], dim: 6, spread: 0.3, lambdaB });
    const { solution } = regression(data);
    const kernel = solution.subMatrix(0, 5, 0, 2);
    const bias = lambdaB === Infinity ? null : solution.getRow(6);
    const { nc1, nc23, perp } = (await measured({ ...data, head: { kernel, bias } })) as CentralPath;
    expect(perp).toBeGreaterThanOrEqual(0);
    // A quadratic form in the error of the solution: the square of float32's.
    expect(perp).toBeLessThan(1e-8 * (nc1 + nc23));
  });

  it('is absent where there is no such head', async () => {
    const data = network({ counts: [5, 5], dim: 3, spread: 1, lambdaB: 0 });
    const absent = async (setting: object) =>
      await measured({ ...data, setting: { ...data.setting, ...setting } });
    expect(await absent({ loss: 'cross-entropy' })).toEqual({
      absent: 'only the squared loss has a least-squares head',
    });
    expect(await absent({ lambdaW: 0 })).toEqual({
      absent: 'without l2 on the kernel the least-squares head is not unique',
    });
  });

  it('is absent, with the residual, where float32 cannot solve', async () => {
    const dim = 120;
    const { normal } = random(4);
    const labels = Array.from({ length: 400 }, (_, i) => i % 2);
    const features = labels.map(k =>
      Array.from({ length: dim }, (_, j) => Math.fround(k + 10 ** (-j / 15) * normal())),
    );
    const encoding = codes('one-hot', Matrix.identity(2));
    const head = { kernel: Matrix.zeros(dim, 2), bias: null };
    const setting = { loss: 'mse' as const, encoding, lambdaW: 1e-14, lambdaB: Infinity };
    expect(await measured({ labels, features, encoding, head, setting })).toEqual({
      absent: expect.stringMatching(
        /^Σ_W \+ λ_W I is too ill-conditioned for float32 \(relative residual \d/,
      ),
    });
  });

  it('leaks no tensors', async () => {
    const data = network({ counts: [5, 5], dim: 3, spread: 1, lambdaB: 0 });
    await expectNoLeakedTensors(() => measured(data));
    await expectNoLeakedTensors(() => measured({ ...data, setting: { ...data.setting, lambdaW: 0 } }));
  });
});
