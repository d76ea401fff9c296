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
   * An earlier prediction for similar numbers, e.g. of the previous epoch: descent starts from it, and from nowhere
   * else unless `restarts` is given.
   */
  readonly warmStart?: UfmPrediction;
  /**
   * Random starting points at most, until a minimum is proved and found twice, or found ten times and none is lower;
   * default 5000/K², at least 3, and 0 with a warm start.
   */
  readonly restarts?: number;
  /** Seed of the random starting points; default 0. */
  readonly seed?: number | string;
  /**
   * Descent ends where ‖projected gradient‖ is this small, relative to the gradient of the penalties; default 1e-9.
   * 1e-6 is enough to compare with a measurement, in a third to two thirds of the time.
   */
  readonly tolerance?: number;
  /**
   * Evaluations of the loss and its gradient after which descent stops where it is; `method.converged` is false then, and
   * a warm start from that prediction goes on from there. Default Infinity.
   */
  readonly maxEvaluations?: number;
}

/**
 * The global minimizer of the unconstrained-features model
 *
 *   L = (1/N) Σ_i ℓ(W h_i + b, e_{y_i}) + λ_W/2 ‖W‖_F² + λ_H/2 ‖H‖_F² + λ_b/2 ‖b‖²
 *
 * in closed form where there is one, else by descent; `method` says which. See docs/theory.md for the table of cases.
 * With `fixedHead` W and b are given and only the features are minimized over.
 *
 * @throws if the setting is not valid
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

/** The first of these that holds is taken; each returns null where its conditions are not met. */
function solve(problem: UfmProblem, options: SolverOptions): CanonicalSolution {
  const { warmStart } = options;
  const bias = warmStart && !('absent' in warmStart.bias) ? warmStart.bias : undefined;
  const start = bias?.length === problem.outputs ? bias : undefined;
  const known = warmStart && hasNoClosedForm(warmStart, problem) ? null : closedForm(problem, start);
  return known ?? collapsedSolution(problem) ?? ufmSolver(problem, options);
}

/**
 * Closed forms whose conditions take a search to check have a dual certificate. The search is left out where an earlier
 * prediction needed descent and was not proved: descent finds the same optimum, proves it, and the next prediction looks
 * for the closed form again. The orthogonal frame of nonnegative features was not the optimum even where that was proved,
 * so there descent goes on.
 */
function hasNoClosedForm(earlier: UfmPrediction, problem: UfmProblem): boolean {
  if (earlier.method.kind !== 'numerical') return false;
  const isSimilar = isNear(earlier.tau, problem.tau) && isNear(earlier.setting.lambdaB, problem.lambdaB);
  return isSimilar && (!earlier.method.certified || earlier.setting.featureActivation === 'nonnegative');
}

/** As the strengths of two records of a training are; points of a sweep are farther apart. */
function isNear(x: number, y: number): boolean {
  return x === y || Math.abs(Math.log(x / y)) < 0.1;
}

function closedForm(problem: UfmProblem, start?: readonly number[]): CanonicalSolution | null {
  const linear = problem.featureActivation === 'linear';
  if (problem.loss === 'mse') return linear ? mseLinear(problem, start) : mseNonnegative(problem, start);
  return linear ? crossEntropyBalanced(problem) : crossEntropyNonnegative(problem);
}

/** τ of the numerical stand-in for the limit τ → 0, relative to ‖EΠ^{1/2}‖_F/√K. */
const SMALL_TAU = 1e-3;

/**
 * The limit τ → 0: exact in the closed forms; elsewhere the optimum for a small τ. A penalized bias vanishes in the
 * limit, so there its direction is that of the residual's mean (λ_b b = −∂(data loss)/∂b), unless too few dimensions
 * leave something for the bias to do.
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
