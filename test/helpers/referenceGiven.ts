import { Matrix, solve } from 'ml-matrix';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import type { ReferenceMetrics, ReferenceStatistics } from './reference.js';
import type { Samples } from './terminalPhase.js';

/** What the reference compares with. */
export interface ReferenceComparison {
  readonly prediction: UfmPrediction;
  /** λ_H/λ_W */
  readonly balance: number;
}

/**
 * Float64 reference of the metrics that are given by the network, or compare it with a prediction: the definitions, with
 * dense d×d matrices. The prediction itself is a number given; it has tests of its own.
 */
export function referenceGiven(
  samples: Samples,
  statistics: ReferenceStatistics,
  comparison: ReferenceComparison,
): ReferenceMetrics {
  const loss = average(Array.from(samples.losses));
  return {
    'train.accuracy': average(Array.from(samples.labels, (k, i) => Number(k === samples.predictedLabels[i]))),
    'train.loss': loss,
    'nc5.ood': average(statistics.means.map(mean => Math.abs(cosine(mean, samples.oodMean)))),
    ...predicted(samples, statistics, comparison, loss),
    'balance.residual': balance(samples, statistics, comparison.balance),
    ...split(samples, statistics, comparison.prediction),
  };
}

function predicted(
  { kernel, bias }: Samples,
  { means, counts, variances }: ReferenceStatistics,
  { prediction }: ReferenceComparison,
  dataLoss: number,
): ReferenceMetrics {
  const { setting } = prediction;
  const M = new Matrix(means).transpose();
  const W = new Matrix(kernel).transpose();
  const gram = M.transpose().mmul(M);
  const predictedGram = prediction.normalizedMeanGram as Matrix;
  const logits = prediction.logits as Matrix;
  const predictedBias = prediction.bias as number[];
  const energy = sum(counts.map((n, k) => n * (Math.hypot(...means[k]!) ** 2 + variances[k]!)));
  const penalties =
    setting.lambdaW * W.norm() ** 2 + setting.lambdaH * energy + setting.lambdaB * Math.hypot(...bias) ** 2;
  return {
    'nc2.theory': Matrix.sub(
      Matrix.div(gram, gram.norm()),
      Matrix.div(predictedGram, predictedGram.norm()),
    ).norm(),
    'bias.theory': Math.hypot(...bias.map((b, j) => b - predictedBias[j]!)) / Math.hypot(...predictedBias),
    'logits.theory': W.mmul(M).sub(logits).norm() / logits.norm(),
    'loss.theory': (dataLoss + penalties / 2) / (prediction.loss as number) - 1,
  };
}

/** ‖WᵀW − ratio·HHᵀ‖ / ‖WᵀW‖ with HHᵀ = N Σ_W + Σ_k n_k m_k m_kᵀ */
function balance({ kernel }: Samples, { means, counts, within }: ReferenceStatistics, ratio: number): number {
  const transposed = new Matrix(kernel);
  const ofWeights = transposed.mmul(transposed.transpose());
  const M = new Matrix(means);
  const features = M.transpose().mmul(Matrix.diag(counts)).mmul(M);
  features.add(new Matrix(within).mul(sum(counts)));
  return Matrix.sub(ofWeights, features.mul(ratio)).norm() / ofWeights.norm();
}

/** The squared loss at the least-squares head, a ridge regression by its normal equations, and what the head adds to it. */
function split(
  { kernel, bias }: Samples,
  { means, shares, within }: ReferenceStatistics,
  { setting: { lambdaW, lambdaB, encoding } }: UfmPrediction,
): ReferenceMetrics {
  const dim = kernel.length;
  // Every sample is [h 1]: its second moment is Σ_W with a zero border, and that of the means.
  const X = new Matrix(means.map(mean => [...mean, 1]));
  const Y = encoding.matrix.transpose();
  const P = Matrix.diag(shares);
  const border = Matrix.zeros(dim + 1, dim + 1).setSubMatrix(within, 0, 0);
  const ridge = Matrix.diag([...new Array<number>(dim).fill(lambdaW), lambdaB]);
  const moments = X.transpose().mmul(P).mmul(X).add(border).add(ridge);
  const best = solve(moments, X.transpose().mmul(P).mmul(Y));
  const parts = (theta: Matrix) => {
    const W = theta.subMatrix(0, dim - 1, 0, theta.columns - 1);
    const spread = W.transpose().mmul(new Matrix(within)).mmul(W).trace();
    const errors = X.mmul(theta).sub(Y);
    const ofClasses = sum(shares.map((share, k) => share * Math.hypot(...errors.getRow(k)) ** 2));
    const penalty = lambdaB * Math.hypot(...theta.getRow(dim)) ** 2;
    return { nc1: (spread + lambdaW * W.norm() ** 2) / 2, nc23: (ofClasses + penalty) / 2 };
  };
  const optimum = parts(best);
  const now = parts(new Matrix([...kernel, bias]));
  return {
    'mse.central_path': now.nc1 + now.nc23 - optimum.nc1 - optimum.nc23,
    'mse.central_path.nc1': optimum.nc1,
    'mse.central_path.nc23': optimum.nc23,
  };
}

const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0);
const average = (xs: readonly number[]): number => sum(xs) / xs.length;
const cosine = (a: readonly number[], b: readonly number[]): number =>
  sum(a.map((x, i) => x * b[i]!)) / (Math.hypot(...a) * Math.hypot(...b));
