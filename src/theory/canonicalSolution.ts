import { type Absent, absent } from '../base/absent.js';
import { Matrix, transposeOf } from '../linalg/dense.js';
import { productTransposed, rowGram } from '../linalg/product.js';
import { isZeroBias } from '../metrics/bias.js';
import { withoutDirection } from '../metrics/geometry.js';
import { meanOverPairs, pairCosines } from '../metrics/pairs.js';
import { criticalTransition } from './criticalBiasRegularization.js';
import { dataLoss } from './dataLoss.js';
import type { UfmMethod, UfmPrediction } from './ufmPrediction.js';
import type { UfmProblem, UfmSetting } from './ufmSetting.js';

/**
 * A minimizer in canonical coordinates. With X = M Π^{1/2}, A = √s·W and B = X/√s, s = √(λ_W/(N λ_H)), the model is
 *
 *   Σ_k π_k ℓ(A B_k/√π_k + b, e_k) + τ/2 (‖A‖_F² + ‖B‖_F²) + λ_b/2 ‖b‖²,   τ = √(N λ_W λ_H)
 *
 * It has one parameter τ instead of N, λ_W and λ_H, and A and B have the same norm.
 */
export interface CanonicalSolution {
  /** A (c×r), r ≤ d */
  readonly left: Matrix;
  /** B (r×K) */
  readonly right: Matrix;
  /** b (c) */
  readonly bias: readonly number[];
  /** Direction of the bias if the bias itself tends to zero with τ; default b */
  readonly biasDirection?: readonly number[];
  readonly method: UfmMethod;
  /** Whether the Gram of the means is the same for every minimizer; or why that is not known. */
  readonly unique: boolean | Absent;
}

/**
 * A class mean that is shorter than this, relative to the longest one or to one that fits the codes, is zero. It is the root
 * of the rounding of a squared norm, and of the difference between a singular value and τ.
 */
const ZERO_LENGTH = 1e-8;

/** Converts a minimizer from canonical coordinates to the prediction. */
export function describeSolution(
  setting: UfmSetting,
  problem: UfmProblem,
  solution: CanonicalSolution,
): UfmPrediction {
  const { right, bias, method, unique } = solution;
  const { rootProportions, featureScale: s, lambdaW, lambdaH } = problem;
  const scaleFree = lambdaW === 0 || lambdaH === 0;
  // Row k is m_k/√s.
  const means = zeroShortRows(right.transpose().divColumnVector([...rootProportions]), problem);
  // If the means are zero, so are the weights: at a critical point A and B have the same norm.
  const left = means.norm() > 0 ? solution.left : Matrix.zeros(solution.left.rows, solution.left.columns);
  const logits = productTransposed(left, means);
  const meanGram = rowGram(means).mul(s);
  const weightGram = rowGram(left).div(s);
  const norms = meanGram.diagonal().map(Math.sqrt);
  const longest = Math.max(...norms);
  const collapsed = !(longest > 0);
  const ended = <T>(value: T): T | Absent => unfinished(method) ?? value;
  const data = dataLoss(problem, logits, bias);
  const noScale = absent(scaleReason(problem));
  const scaled = <T>(value: T): T | Absent => (scaleFree ? noScale : value);
  return {
    setting,
    method,
    tau: problem.tau,
    scaleFree,
    unique: ended(unique),
    collapsed: ended(collapsed),
    meanGram: scaled(meanGram),
    normalizedMeanGram: normalized(meanGram, 'every class mean is zero'),
    classMeans: scaled(widened(means.clone().mul(Math.sqrt(s)), problem.featureDim)),
    kernel: scaled(widened(left.clone().div(Math.sqrt(s)), problem.featureDim).transpose()),
    weightGram: scaled(weightGram),
    normalizedWeightGram: normalized(weightGram, 'the kernel is zero'),
    bias: scaled(bias),
    biasDirection: directionOf(solution.biasDirection ?? bias, problem),
    logits: scaled(logits),
    loss: scaled(data + penalties(problem, solution)),
    dataLoss: scaled(data),
    meanCosine: withoutDirection(norms, 'the predicted mean') ?? meanOverPairs(pairCosines(meanGram)),
    normRatios: collapsed ? absent('every class mean is zero') : norms.map(norm => norm / longest),
    minorityCollapsed: ended(collapsed ? [] : norms.flatMap((norm, k) => (norm > 0 ? [] : [k]))),
    balanceResidual: balance(left, means.clone().mulColumnVector([...rootProportions])),
    transition: criticalTransition(problem),
  };
}

/** Before descent has converged, it is not known what is zero at the optimum. */
function unfinished(method: UfmMethod): Absent | null {
  if (method.kind === 'closed-form' || method.converged) return null;
  return absent(`descent has not ended, its relative gradient is ${method.gradientNorm.toPrecision(2)}`);
}

/** ‖AᵀA − BBᵀ‖_F/‖AᵀA‖_F: in canonical coordinates λ_W and λ_H are both τ. @param means Bᵀ */
function balance(left: Matrix, means: Matrix): number | Absent {
  const [weights, features] = [left, means].map(matrix => rowGram(transposeOf(matrix)));
  const size = weights!.norm();
  return size > 0 ? Matrix.sub(weights!, features!).norm() / size : absent('the predicted kernel is zero');
}

function scaleReason({ lambdaW, lambdaH }: UfmProblem): string {
  const zero = [...(lambdaW === 0 ? ['λ_W'] : []), ...(lambdaH === 0 ? ['λ_H'] : [])].join(' and ');
  return `${zero} ${lambdaW === lambdaH ? 'are' : 'is'} 0: the optimum has no scale, only its shape is predicted`;
}

function penalties({ tau, lambdaB }: UfmProblem, { left, right, bias }: CanonicalSolution): number {
  const factors = (tau / 2) * (left.norm() ** 2 + right.norm() ** 2);
  // Infinity · 0 is NaN: a head without bias has no penalty on it.
  return factors + (Number.isFinite(lambdaB) ? (lambdaB / 2) * Math.hypot(...bias) ** 2 : 0);
}

function zeroShortRows(rows: Matrix, { encoding, rootProportions }: UfmProblem): Matrix {
  const norms = rows.to2DArray().map(row => Math.hypot(...row));
  const codes = encoding.matrix.clone().mulRowVector([...rootProportions]);
  const limit = ZERO_LENGTH * Math.max(Math.sqrt(codes.norm()), ...norms);
  norms.forEach((norm, k) => {
    if (!(norm > limit)) rows.setRow(k, new Array(rows.columns).fill(0));
  });
  return rows;
}

function normalized(gram: Matrix, reason: string): Matrix | Absent {
  const size = gram.norm();
  return size > 0 ? Matrix.div(gram, size) : absent(reason);
}

function directionOf(bias: readonly number[], problem: UfmProblem): readonly number[] | Absent {
  if (problem.lambdaB === Number.POSITIVE_INFINITY) return absent('the head has no bias');
  const size = Math.hypot(...bias);
  return isZeroBias(size, problem) ? absent('the predicted bias is zero') : bias.map(x => x / size);
}

/** Pads a matrix with columns of zeros. */
function widened(matrix: Matrix, columns: number): Matrix {
  return Matrix.zeros(matrix.rows, columns).setSubMatrix(matrix, 0, 0);
}
