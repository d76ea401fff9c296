import { type Absent, absent } from '../base/absent.js';
import { Matrix, numericalRank, symmetricEigen, transposeOf } from '../linalg/dense.js';
import { flatDot } from '../linalg/flatKernels.js';
import { matrixOf } from '../linalg/numbersInput.js';
import { product, rowGram } from '../linalg/product.js';
import { projectedLbfgs, type SmoothFunction } from '../linalg/projectedLbfgs.js';
import { describeSolution } from './canonicalSolution.js';
import { lossInPlace } from './dataLoss.js';
import type { UfmMethod, UfmPrediction } from './ufmPrediction.js';
import type { FixedHead, UfmProblem, UfmSetting } from './ufmSetting.js';
import type { SolverOptions } from './ufmSolver.js';

/** The options of `predictUfm` that a convex problem needs. */
export type PredictFixedHeadOptions = Pick<SolverOptions, 'warmStart' | 'tolerance' | 'maxEvaluations'>;

const NOT_TRAINED = 'the head is not trained';

/**
 * The optimal features for a head that is not trained. W and b are data, only λ_H shapes the features, and λ_W and λ_b add
 * constants to the loss. Class means and kernel are in the coordinates of the given kernel.
 */
export function predictFixedHead(
  setting: UfmSetting,
  problem: UfmProblem,
  { kernel: kernelInput, bias: given }: FixedHead,
  { warmStart, ...limits }: PredictFixedHeadOptions,
): UfmPrediction {
  const { outputs, classes, featureDim, samples, lambdaW, lambdaH, lambdaB, rootProportions } = problem;
  const name = { where: 'predictUfm', argument: 'fixedHead.kernel', requirement: 'a matrix (d×c)' };
  const kernel = matrixOf(kernelInput, name);
  const bias = given ?? new Array<number>(outputs).fill(0);
  const size = kernel.norm();
  // Scaled to a kernel of norm one and longer features, zero is judged on the scale of the codes.
  const unit = size > 0 ? size : 1;
  const left = transposeOf(kernel).div(unit);
  const scaled = { ...problem, lambdaH: lambdaH / unit / unit };
  const earlier = warmStart?.classMeans;
  const isStart =
    earlier && !('absent' in earlier) && earlier.rows === classes && earlier.columns === featureDim;
  const start = isStart ? Matrix.mul(earlier, unit) : undefined;
  const { means, method, unique } = fixedHeadMeans(scaled, left, bias, { ...limits, start });
  const right = transposeOf(means).mulRowVector([...rootProportions]);
  const canonical = { ...problem, lambdaW: 1, lambdaH: 1, tau: 1, featureScale: unit ** -2 };
  const described = describeSolution(setting, canonical, { left, right, bias, method, unique });
  return {
    ...described,
    tau: problem.tau,
    kernel: kernel.clone(),
    logits: product(transposeOf(kernel), transposeOf(described.classMeans as Matrix)),
    weightGram: rowGram(transposeOf(kernel)),
    normalizedWeightGram: size > 0 ? unitNorm(rowGram(left)) : absent('the kernel is zero'),
    loss: add(described.dataLoss, [
      (lambdaW / 2) * size ** 2,
      (lambdaH / 2) * samples * (right.norm() / unit) ** 2,
      given === null ? 0 : (lambdaB / 2) * Math.hypot(...bias) ** 2,
    ]),
    // The problem is convex, so this is known even if descent has not converged.
    unique,
    balanceResidual: absent(NOT_TRAINED),
    transition: absent(NOT_TRAINED),
  };
}

function unitNorm(gram: Matrix): Matrix {
  return Matrix.div(gram, gram.norm());
}

function add(loss: number | Absent, penalties: readonly number[]): number | Absent {
  return typeof loss === 'number' ? penalties.reduce((sum, penalty) => sum + penalty, loss) : loss;
}

/** The optimal class means for a fixed head, as rows (K×d), and how they were found. */
export interface FixedHeadMeans {
  readonly means: Matrix;
  readonly method: UfmMethod;
  readonly unique: boolean;
}

/** The fixed head and the penalty of its features. */
interface Classifier {
  /** W (c×d) */
  readonly weights: Matrix;
  /** b (c), zeros without one */
  readonly bias: readonly number[];
  /** N λ_H */
  readonly ridge: number;
}

export interface FixedHeadOptions {
  /** Norm of the gradient at which descent ends, relative to the gradient of the penalty */
  readonly tolerance: number;
  /** The most evaluations of the loss, for each class */
  readonly maxEvaluations: number;
  /** Class means to start from (K×d) */
  readonly start: Matrix | undefined;
}

/** One convex problem per class, m_k = argmin ℓ(W m + b, e_k) + N λ_H/2 ‖m‖². Class sizes do not matter. */
export function fixedHeadMeans(
  problem: UfmProblem,
  weights: Matrix,
  bias: readonly number[],
  options: FixedHeadOptions,
): FixedHeadMeans {
  const classifier = { weights, bias, ridge: problem.samples * problem.lambdaH };
  const isLinear = problem.featureActivation === 'linear';
  if (isLinear && problem.loss === 'mse') return ridgeRegression(problem, classifier);
  const basis = isLinear ? rowSpace(weights) : undefined;
  return descended(problem, classifier, basis, options);
}

/**
 * m_k = Wᵀ (WWᵀ + N λ_H I)⁻¹ (e_k − b), or for λ_H = 0 the shortest least-squares solution. The part of the codes outside the
 * range of W is left out. Wᵀ maps it to zero, but its rounding divided by a small λ_H would show.
 */
function ridgeRegression({ encoding }: UfmProblem, { weights, bias, ridge }: Classifier): FixedHeadMeans {
  const { values, vectors } = symmetricEigen(rowGram(weights));
  const rank = numericalRank(values, weights.rows);
  const inverses = values.map((value, i) => (i < rank ? 1 / (value + ridge) : 0));
  const wanted = encoding.matrix.clone().subColumnVector([...bias]);
  const coefficients = product(transposeOf(vectors), wanted).mulColumnVector(inverses);
  const means = product(transposeOf(product(vectors, coefficients)), weights);
  const source = 'ridge regression of the codes onto a head that is not trained';
  return { means, method: { kind: 'closed-form', source }, unique: ridge > 0 || rank === weights.columns };
}

/** Orthonormal rows that span the rows of W. The optimal features lie in that span, of c dimensions instead of d. */
function rowSpace(weights: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(rowGram(weights));
  const rank = Math.max(1, numericalRank(values, weights.rows));
  const kept = vectors.subMatrix(0, weights.rows - 1, 0, rank - 1);
  const lengths = values.slice(0, rank).map(value => 1 / Math.sqrt(Math.max(value, Number.MIN_VALUE)));
  return product(transposeOf(kept), weights).mulColumnVector(lengths);
}

/** Descent for each class, in the coordinates of the basis if there is one. */
function descended(
  problem: UfmProblem,
  { weights, bias, ridge }: Classifier,
  basis: Matrix | undefined,
  { tolerance, maxEvaluations, start }: FixedHeadOptions,
): FixedHeadMeans {
  const kernel = basis ? product(weights, transposeOf(basis)) : weights;
  const first = start && (basis ? product(start, transposeOf(basis)) : start);
  let worst = 0;
  const rows = problem.proportions.map((_, k) => {
    const objective = classObjective(problem, k, { weights: kernel, bias, ridge }, basis === undefined);
    const zero = new Float64Array(kernel.columns);
    const slope = new Float64Array(kernel.columns);
    objective.evaluate(zero, slope);
    // At a mean of zero the gradient of the loss there is the scale.
    const scale = (x: Float64Array) => Math.max(ridge * norm(x), 1e-6 * norm(slope), Number.MIN_VALUE);
    const from = first ? Float64Array.from(first.getRow(k)) : zero;
    const { x, gradientNorm } = projectedLbfgs(objective, from, {
      tolerance: at => tolerance * scale(at),
      maxIterations: 10_000,
      maxEvaluations,
    });
    worst = Math.max(worst, gradientNorm / scale(x));
    return x;
  });
  const found = new Matrix(rows.map(row => Array.from(row)));
  const converged = worst <= tolerance;
  return {
    means: basis ? product(found, basis) : found,
    method: {
      kind: 'numerical',
      gradientNorm: worst,
      converged,
      restarts: 1,
      lossSpread: 0,
      // The problem is strictly convex: a critical point is the minimum.
      certified: converged,
    },
    unique: true,
  };
}

/** ℓ(W m + b, e_k) + ridge/2 ‖m‖² */
function classObjective(
  { encoding, loss, outputs: c }: UfmProblem,
  k: number,
  { weights, bias, ridge }: Classifier,
  isNonnegative: boolean,
): SmoothFunction {
  const size = weights.columns;
  const rows = Array.from({ length: c }, (_, j) => Float64Array.from(weights.getRow(j)));
  const code = Matrix.columnVector(encoding.matrix.getColumn(k));
  const lossOf = lossInPlace({
    encoding: { matrix: code },
    proportions: [1],
    rootProportions: [1],
    outputs: c,
    loss,
  });
  const outputs = new Float64Array(c);
  return {
    size,
    bounded: isNonnegative ? [0, size] : [0, 0],
    evaluate(x, gradient) {
      for (let j = 0; j < c; j++) outputs[j] = flatDot(rows[j]!, x) + bias[j]!;
      const value = lossOf(outputs) + (ridge / 2) * flatDot(x, x);
      for (let i = 0; i < size; i++) gradient[i] = ridge * x[i]!;
      for (let j = 0; j < c; j++) {
        const [row, slope] = [rows[j]!, outputs[j]!];
        for (let i = 0; i < size; i++) gradient[i]! += slope * row[i]!;
      }
      return value;
    },
  };
}

const norm = (x: Float64Array): number => Math.sqrt(flatDot(x, x));
