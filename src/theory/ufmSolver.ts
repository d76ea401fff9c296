import { type Absent, absent } from '../base/absent.js';
import { Matrix } from '../linalg/dense.js';
import type { CanonicalSolution } from './canonicalSolution.js';
import { withoutFeatures } from './collapsedSolution.js';
import { startingPoints, warmPoint } from './startingPoints.js';
import {
  assess,
  type Candidate,
  type DescentLimits,
  maxWidth,
  SMALL,
  sizeOf,
  ufmDescent,
} from './ufmDescent.js';
import type { CanonicalPoint } from './ufmObjective.js';
import type { UfmPrediction } from './ufmPrediction.js';
import type { UfmProblem } from './ufmSetting.js';

export interface SolverOptions {
  readonly warmStart: UfmPrediction | undefined;
  /** Random starting points, besides the guided one or the warm start */
  readonly restarts: number;
  readonly seed: number | string;
  /** Descent ends once the projected gradient is this small relative to the gradient of the penalties. */
  readonly tolerance: number;
  /** The most evaluations of the objective */
  readonly maxEvaluations: number;
}

/** The most random starting points. A descent takes milliseconds for a few classes and seconds for a hundred. */
export function defaultRestarts(classes: number): number {
  return Math.max(3, Math.floor(5000 / classes ** 2));
}

/** Losses that differ by less than this, relatively, are the same. */
const SAME_LOSS = 1e-9;
const SAME_GRAM = 1e-4;

/**
 * The minimizer by descent from several starting points. At the optimum all features of a class equal their mean, so the
 * variables are W, M and b, and the number of samples does not matter for the cost.
 */
export function ufmSolver(problem: UfmProblem, options: SolverOptions): CanonicalSolution {
  const { outputs, classes, featureDim, featureActivation } = problem;
  // Logits have rank min(c, K). Nonnegative factors may need more directions, which descent adds if they help.
  const rank = featureActivation === 'linear' ? Math.min(outputs, classes) : classes;
  const width = Math.min(featureDim, rank);
  const { tolerance } = options;
  const limits = { tolerance, size: sizeOf(problem), budget: { left: options.maxEvaluations } };
  const candidates = search(problem, starts(problem, width, options), limits);
  const [lowest, ...others] = [...candidates].sort((a, b) => a.value - b.value);
  const worst = others.at(-1) ?? lowest!;
  const best = withExactZeros(problem, lowest!, limits);
  return {
    left: best.left,
    right: best.right,
    bias: best.bias,
    method: {
      kind: 'numerical',
      gradientNorm: best.gradientNorm,
      converged: best.gradientNorm <= tolerance,
      restarts: candidates.length,
      lossSpread: best.value > 0 ? Math.max(0, worst.value - best.value) / best.value : 0,
      certified: best.certified,
    },
    unique: uniqueness(problem, best, candidates, limits),
  };
}

/** How many starts must end in the same optimum before it counts as unique, with and without a proof of optimality. */
const ALIKE = { proved: 2, unproved: 3 };

/**
 * Whether every minimizer has the same Gram. With linear features a certificate proves it: the loss is strictly convex in
 * the outputs that it depends on, the bias is in the kernel of the residual, and Z = AB determines the Gram of B. In other
 * cases several starts have to agree.
 */
function uniqueness(
  problem: UfmProblem,
  best: Candidate,
  candidates: readonly Candidate[],
  { tolerance, size }: DescentLimits,
): boolean | Absent {
  if (!(best.gradientNorm <= tolerance)) return absent('descent has not ended');
  const ended = candidates.filter(({ gradientNorm }) => gradientNorm <= tolerance);
  const lowest = ended.filter(({ value }) => value <= best.value * (1 + SAME_LOSS));
  if (!lowest.every(other => hasSameGram(best, other, size))) return false;
  if (best.certified && problem.featureActivation === 'linear') return true;
  const enough = best.certified ? ALIKE.proved : ALIKE.unproved;
  if (lowest.length >= enough) return true;
  const starts = lowest.length === 1 ? 'one start' : `${lowest.length} starts`;
  return absent(`only ${starts} led to this optimum, and there is no proof that there is no other`);
}

/** How many starts must end in the lowest loss before it counts as the minimum without a proof. */
const AGREEING = 10;

/**
 * Descends from one start after the other. Two starts are enough if an optimum is proved. With nonnegative features both
 * must end there, since the proof does not exclude other optima. Without a proof, as with too few dimensions, the search
 * ends once the lowest loss was found ten times.
 */
function search(problem: UfmProblem, points: CanonicalPoint[], limits: DescentLimits): Candidate[] {
  const found: Candidate[] = [];
  for (const point of points) {
    if (found.length > 0 && !(limits.budget.left > 0)) break;
    found.push(ufmDescent(problem, point, limits));
    if (found.length > 1 && found.some(candidate => candidate.certified)) {
      const isSettled = problem.featureActivation === 'linear' || timesLowest(found) >= ALIKE.proved;
      if (isSettled || found.length >= AGREEING) break;
    }
    if (timesLowest(found) >= AGREEING) break;
  }
  return found;
}

function timesLowest(found: readonly Candidate[]): number {
  const lowest = Math.min(...found.map(({ value }) => value));
  return found.filter(({ value }) => value <= lowest * (1 + SAME_LOSS)).length;
}

function starts(problem: UfmProblem, width: number, options: SolverOptions): CanonicalPoint[] {
  const { warmStart, restarts, seed } = options;
  // The earlier solution may be wider than a cold start.
  const warm =
    warmStart && (warmPoint(problem, width, warmStart) ?? warmPoint(problem, maxWidth(problem), warmStart));
  return startingPoints(problem, width, restarts, seed, warm);
}

/** Compares Grams relative to their norm, or to a small norm if they vanish. */
function hasSameGram(best: Candidate, other: Candidate, size: number): boolean {
  const gram = best.right.transpose().mmul(best.right);
  const difference = other.right.transpose().mmul(other.right).sub(gram);
  return difference.norm() <= SAME_GRAM * Math.max(gram.norm(), (SMALL * size) ** 2);
}

/** Relative rounding of a loss. */
const LOSS_ROUNDING = 1e-13;

/** Class means shorter than this, relative to the longest, may be zero. Descent to a gradient of 1e-9 leaves less. */
const SHORT = 1e-2;

/** The most classes that are tried one by one. Each costs an evaluation of the loss. */
const MOST_ALONE = 32;

/**
 * Sets means to zero that descent approaches but does not reach. If the loss is no lower than without any features, the
 * optimum is W = 0 and M = 0. Otherwise a short class mean is zero if setting it to zero does not raise the loss and keeps
 * the gradient within the tolerance.
 */
export function withExactZeros(problem: UfmProblem, end: Candidate, limits: DescentLimits): Candidate {
  if (!(end.gradientNorm <= limits.tolerance)) return end;
  const none = assess(problem, nothing(problem, end), limits);
  if (none.value <= end.value * (1 + LOSS_ROUNDING)) return none;
  const lengths = end.right
    .transpose()
    .to2DArray()
    .map(column => Math.hypot(...column));
  const short = lengths
    .flatMap((length, k) => (length > 0 && length < SHORT * Math.max(...lengths) ? [k] : []))
    .sort((k, l) => lengths[k]! - lengths[l]!);
  const groups = [short, ...short.slice(0, MOST_ALONE).map(k => [k])];
  let best = end;
  for (const classes of short.length > 0 ? groups : []) {
    const next = assess(problem, without(best, classes), limits);
    const rises = next.value > best.value * (1 + 1e-3 * LOSS_ROUNDING);
    if (rises || !(next.gradientNorm <= limits.tolerance)) continue;
    best = next;
    if (classes === short) break;
  }
  return best;
}

function nothing(problem: UfmProblem, { left, right }: CanonicalPoint): CanonicalPoint {
  return {
    left: Matrix.zeros(left.rows, left.columns),
    right: Matrix.zeros(right.rows, right.columns),
    bias: withoutFeatures(problem).bias,
  };
}

/** Sets the means of some classes to zero, and the weights of directions that no class uses any more. */
function without({ left, right, bias }: CanonicalPoint, classes: readonly number[]): CanonicalPoint {
  const [weights, means] = [left.clone(), right.clone()];
  for (const k of classes) means.setColumn(k, new Array<number>(means.rows).fill(0));
  means.to2DArray().forEach((row, p) => {
    if (row.every(x => x === 0)) weights.setColumn(p, new Array<number>(weights.rows).fill(0));
  });
  return { left: weights, right: means, bias };
}
