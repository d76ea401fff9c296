import { requireArgument } from '../base/argumentError.js';
import { Matrix } from '../linalg/dense.js';
import { product } from '../linalg/product.js';
import { type CanonicalSolution, describeSolution } from './canonicalSolution.js';
import { collapsedSolution } from './collapsedSolution.js';
import { crossEntropyBalanced, crossEntropyNonnegative } from './crossEntropySolution.js';
import { outputGradients } from './dataLoss.js';
import { predictFixedHead } from './fixedHead.js';
import { mseLinear } from './mseLinear.js';
import { mseNonnegative } from './mseNonnegative.js';
import type { UfmPrediction } from './ufmPrediction.js';
import { type UfmProblem, type UfmSetting, ufmProblem } from './ufmSetting.js';
import { defaultRestarts, type SolverOptions, ufmSolver } from './ufmSolver.js';

/** How {@link predictUfm} looks for a minimizer that has no closed form. */
export interface PredictUfmOptions {
  /**
   * An earlier prediction for a similar setting, such as that of the previous epoch. Descent starts there, and from random
   * points only if `restarts` is given.
   */
  readonly warmStart?: UfmPrediction;
  /**
   * The most random starting points. Fewer are used once a minimum is proved and found twice, or is the lowest and found
   * ten times. Default 5000/K² and at least 3; 0 with a warm start.
   */
  readonly restarts?: number;
  /** Seed of the random starting points; default 0. */
  readonly seed?: number | string;
  /**
   * Descent ends once ‖projected gradient‖ is this small relative to the gradient of the penalties. Default 1e-9. For a
   * comparison with a measurement 1e-6 is enough, and takes a third to two thirds of the time.
   */
  readonly tolerance?: number;
  /**
   * The most evaluations of the loss and its gradient. Descent that needs more stops with `method.converged` false, and a
   * warm start from its prediction continues it. Default Infinity.
   */
  readonly maxEvaluations?: number;
}

/**
 * Predicts the collapsed last layer: the global minimizer of the unconstrained-features model
 *
 *   L = (1/N) Σ_i ℓ(W h_i + b, e_{y_i}) + λ_W/2 ‖W‖_F² + λ_H/2 ‖H‖_F² + λ_b/2 ‖b‖²
 *
 * The minimizer has a closed form in the cases that docs/theory.md lists. In all others it is found by descent, and `method`
 * says which. With `fixedHead` W and b are given, and only the features are optimized.
 *
 * @param setting loss, encoding, class sizes, d and penalties, all in the convention of the formula
 * @returns class means, weights, bias, their Gram matrices and what follows from them
 * @throws ArgumentError if the setting or an option is not valid
 * @example
 * const { meanCosine } = predictUfm({
 *   loss: 'mse', encoding: oneHotEncoding(5), classCounts: [100, 100, 100, 100, 100], featureDim: 64,
 *   lambdaW: 5e-3, lambdaH: 1e-5, lambdaB: 0.1, featureActivation: 'linear',
 * }); // -0.023137
 */
export function predictUfm(setting: UfmSetting, options: PredictUfmOptions = {}): UfmPrediction {
  const problem = ufmProblem('predictUfm', setting);
  const {
    warmStart,
    seed = 0,
    restarts = warmStart === undefined ? defaultRestarts(problem.classes) : 0,
  } = options;
  const { tolerance = 1e-9, maxEvaluations = Number.POSITIVE_INFINITY } = options;
  const valid = Number.isInteger(restarts) && restarts >= 0;
  requireArgument(valid, 'predictUfm', 'restarts', 'an integer, at least 0', restarts);
  requireArgument(tolerance > 0, 'predictUfm', 'tolerance', 'a number greater than 0', tolerance);
  const some = maxEvaluations >= 1;
  requireArgument(some, 'predictUfm', 'maxEvaluations', 'a number, at least 1', maxEvaluations);
  if (setting.fixedHead !== undefined) {
    return predictFixedHead(setting, problem, setting.fixedHead, { warmStart, tolerance, maxEvaluations });
  }
  const solved = problem.tau > 0 ? solve : solveScaleFree;
  return describeSolution(
    setting,
    problem,
    solved(problem, { warmStart, restarts, seed, tolerance, maxEvaluations }),
  );
}

/** Takes the first of these that applies. Each returns null if its conditions are not met. */
function solve(problem: UfmProblem, options: SolverOptions): CanonicalSolution {
  const { warmStart } = options;
  const bias = warmStart && !('absent' in warmStart.bias) ? warmStart.bias : undefined;
  const start = bias?.length === problem.outputs ? bias : undefined;
  const known = warmStart && hasNoClosedForm(warmStart, problem) ? null : closedForm(problem, start);
  return known ?? collapsedSolution(problem) ?? ufmSolver(problem, options);
}

/**
 * Whether an earlier prediction shows that looking for a closed form is in vain. Some closed forms take a search to check,
 * which ends in a dual certificate. If the earlier prediction needed descent and has no proof, the search is left out.
 * Descent then finds the same optimum and proves it, and the next prediction looks for the closed form again. Nonnegative
 * features are different: a proved optimum that needed descent is not the orthogonal frame, so descent goes on.
 */
function hasNoClosedForm(earlier: UfmPrediction, problem: UfmProblem): boolean {
  if (earlier.method.kind !== 'numerical') return false;
  const isSimilar = isNear(earlier.tau, problem.tau) && isNear(earlier.setting.lambdaB, problem.lambdaB);
  return isSimilar && (!earlier.method.certified || earlier.setting.featureActivation === 'nonnegative');
}

/** Within 10 %, as penalties of two records of a training are. Points of a sweep are farther apart. */
function isNear(x: number, y: number): boolean {
  return x === y || Math.abs(Math.log(x / y)) < 0.1;
}

function closedForm(problem: UfmProblem, start?: readonly number[]): CanonicalSolution | null {
  const linear = problem.featureActivation === 'linear';
  if (problem.loss === 'mse') return linear ? mseLinear(problem, start) : mseNonnegative(problem, start);
  return linear ? crossEntropyBalanced(problem) : crossEntropyNonnegative(problem);
}

/** The τ that descent uses for the limit τ → 0, relative to ‖EΠ^{1/2}‖_F/√K. */
const SMALL_TAU = 1e-3;

/**
 * The limit τ → 0. Closed forms are exact there. In other cases the optimum for a small τ stands for it. A penalized bias
 * vanishes in the limit, and its direction is that of the residual's mean: λ_b b = −∂(data loss)/∂b. With too few
 * dimensions the bias does not vanish.
 */
function solveScaleFree(problem: UfmProblem, options: SolverOptions): CanonicalSolution {
  const exact = closedForm(problem);
  if (exact !== null) return exact;
  const { encoding, rootProportions, classes, outputs, lambdaB, featureDim, featureActivation } = problem;
  const rank = featureActivation === 'linear' ? Math.min(classes, outputs) : classes;
  const vanishing = lambdaB > 0 && lambdaB < Infinity && featureDim >= rank;
  const size = encoding.matrix
    .clone()
    .mulRowVector([...rootProportions])
    .norm();
  const tau = (SMALL_TAU * size) / Math.sqrt(classes);
  const near = { ...problem, tau, lambdaB: vanishing ? Infinity : lambdaB };
  const solution = solve(near, { ...options, warmStart: undefined });
  if (!vanishing) return solution;
  const logits = product(solution.left, solution.right).divRowVector([...rootProportions]);
  const gradients = outputGradients(near, logits, solution.bias);
  const biasDirection = gradients
    .mmul(Matrix.columnVector([...near.proportions]))
    .mul(-1)
    .to1DArray();
  return { ...solution, biasDirection };
}
