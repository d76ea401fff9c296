import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { Matrix, solveMatrix } from '../../src/linalg/dense.js';
import { bestBias, leastSquaresHead } from '../../src/theory/leastSquaresHead.js';

const LAMBDA_W = 0.02;
const COUNTS = [3, 5, 2];
const [DIM, OUTPUTS] = [4, 2];

/** Features of classes with scatter, and any codes. */
function data() {
  const { normal } = random('central path');
  const numbers = (rows: number, columns: number) =>
    Matrix.from1DArray(rows, columns, Array.from({ length: rows * columns }, normal));
  const means = numbers(COUNTS.length, DIM);
  const labels = COUNTS.flatMap((n, k) => new Array<number>(n).fill(k));
  const noise = numbers(labels.length, DIM).mul(0.3);
  const features = new Matrix(labels.map((k, i) => means.getRow(k).map((m, j) => m + noise.get(i, j))));
  return { labels, features, codes: numbers(OUTPUTS, COUNTS.length) };
}

/** What leastSquaresHead is given, from means and covariance. */
function statisticsOf({ labels, features }: ReturnType<typeof data>) {
  const samples = labels.length;
  const proportions = COUNTS.map(n => n / samples);
  const means = Matrix.zeros(DIM, COUNTS.length);
  labels.forEach((k, i) => {
    for (let j = 0; j < DIM; j++) means.set(j, k, means.get(j, k) + features.get(i, j) / COUNTS[k]!);
  });
  const centered = new Matrix(labels.map((k, i) => features.getRow(i).map((x, j) => x - means.get(j, k))));
  const within = centered.transpose().mmul(centered).div(samples).add(Matrix.identity(DIM).mul(LAMBDA_W));
  const solved = solveMatrix(within, means)!;
  return { proportions, means, within, solved, inverseGram: means.transpose().mmul(solved) };
}

describe('leastSquaresHead', () => {
  it.each([0, 0.3, 20, Number.POSITIVE_INFINITY])('is ridge regression on the samples: λ_b = %d', lambdaB => {
    const given = data();
    const { proportions, means, within, solved, inverseGram } = statisticsOf(given);
    const { codes, labels } = given;
    const head = leastSquaresHead({ codes, proportions, inverseGram, lambdaB })!;
    const kernel = head.coefficients.mmul(solved.transpose());

    // Rows [h 1], the last column left out without a bias, by normal equations.
    const hasBias = lambdaB !== Number.POSITIVE_INFINITY;
    const rows = new Matrix(given.features.to2DArray().map(h => (hasBias ? [...h, 1] : h)));
    const targets = new Matrix(labels.map(k => codes.getColumn(k)));
    const ridge = rows.getRow(0).map((_, j) => (j < DIM ? LAMBDA_W : lambdaB));
    const gram = rows.transpose().mmul(rows).div(labels.length).add(Matrix.diag(ridge));
    const theta = solveMatrix(gram, rows.transpose().mmul(targets).div(labels.length))!;

    const weights = theta.subMatrix(0, DIM - 1, 0, OUTPUTS - 1).transpose();
    expect(Matrix.sub(kernel, weights).norm()).toBeLessThan(1e-12 * weights.norm());
    const bias = hasBias ? theta.getRow(DIM) : [0, 0];
    head.bias.forEach((b, j) => {
      expect(b).toBeCloseTo(bias[j]!, 12);
    });

    // The two parts from their definitions, and their sum as the ridge loss over all samples.
    const nc1 = weights.mmul(within).mmul(weights.transpose()).trace() / 2;
    expect(head.nc1 / nc1).toBeCloseTo(1, 12);
    const errors = Matrix.sub(weights.mmul(means).addColumnVector(bias), codes);
    const squares = Matrix.mul(errors, errors).mulRowVector(proportions).sum() / 2;
    const penalty = hasBias ? (lambdaB / 2) * bias.reduce((sum, b) => sum + b * b, 0) : 0;
    expect(head.nc23 / (squares + penalty)).toBeCloseTo(1, 12);
    const residual = rows.mmul(theta).sub(targets);
    const penalties = Matrix.mul(theta, theta).mulColumnVector(ridge).sum();
    const loss = (residual.norm() ** 2 / labels.length + penalties) / 2;
    expect((head.nc1 + head.nc23) / loss).toBeCloseTo(1, 12);
  });

  it('is null where the system is singular: a scatter that is not one', () => {
    // S = −1, P = 1 without bias: I + S P = 0.
    const inverseGram = new Matrix([[-1]]);
    const lambdaB = Number.POSITIVE_INFINITY;
    expect(leastSquaresHead({ codes: new Matrix([[1]]), proportions: [1], inverseGram, lambdaB })).toBeNull();
  });
});

describe('bestBias', () => {
  it('has no gradient: Σ_k π_k (z_k + b − e_k) + λ_b b = 0', () => {
    const [codes, logits] = [new Matrix([[1, 5]]), new Matrix([[0, 3]])];
    // Mean error −(0.25 + 1.5)
    expect(bestBias(codes, logits, [0.25, 0.75], 0)).toEqual([1.75]);
    expect(bestBias(codes, logits, [0.25, 0.75], 2.5)).toEqual([0.5]);
    expect(bestBias(codes, logits, [0.25, 0.75], Number.POSITIVE_INFINITY)).toEqual([0]);
  });
});
