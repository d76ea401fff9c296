import { Matrix } from '../linalg/dense.js';
import type { CanonicalSolution } from './canonicalSolution.js';
import { isCertified, scaledResidual } from './dualCertificate.js';
import { findEscape } from './featureEscape.js';
import { outputGradients } from './outputGradients.js';
import { type DescentResult, projectedLbfgs } from './projectedLbfgs.js';
import { startingPoints, warmPoint } from './startingPoints.js';
import { type CanonicalPoint, ufmObjective } from './ufmObjective.js';
import type { UfmPrediction } from './ufmPrediction.js';
import type { UfmProblem } from './ufmSetting.js';

export interface SolverOptions {
  readonly warmStart: UfmPrediction | undefined;
  /** Random starting points, beside the guided one or the warm start. */
  readonly restarts: number;
  readonly seed: number | string;
  /** Descent ends where the projected gradient is this small, relative to the gradient of the penalties alone. */
  readonly tolerance: number;
}

const MAX_ITERATIONS = 4000;
/**
 * How far above τ the steepest feature direction may be at a certified optimum, relative to τ, in units of the tolerance
 * of descent: the gradient of a direction in use is that accurate at best.
 */
const DUAL_TOLERANCE = 1e3;
const MAX_ESCAPES = 24;
/** Restarts whose losses differ by less have found the same value. */
const SAME_LOSS = 1e-9;
const SAME_GRAM = 1e-4;

interface Candidate extends CanonicalPoint {
  readonly value: number;
  /** ‖projected gradient‖/(τ‖(A, B)‖) */
  readonly gradientNorm: number;
}

/**
 * The minimiser by descent from several starting points: exact in the collapsed variables W, M, b, so the number of
 * samples costs nothing. With nonnegative features every end point is searched for a feature direction that lowers
 * the loss still, and descent goes on with that direction added.
 */
export function ufmSolver(problem: UfmProblem, options: SolverOptions): CanonicalSolution {
  const { outputs, classes, featureDim, featureActivation } = problem;
  // Logits have rank min(c, K); nonnegative factors may need more directions, which are added when they help.
  const rank = featureActivation === 'linear' ? Math.min(outputs, classes) : classes;
  const width = Math.min(featureDim, rank);
  const candidates = search(problem, starts(problem, width, options), options.tolerance);
  const [best, ...others] = [...candidates].sort((a, b) => a.value - b.value);
  const worst = others.at(-1) ?? best!;
  return {
    left: best!.left,
    right: best!.right,
    bias: best!.bias,
    method: {
      kind: 'numerical',
      gradientNorm: best!.gradientNorm,
      restarts: candidates.length,
      lossSpread: best!.value > 0 ? (worst.value - best!.value) / best!.value : 0,
      certified: certified(problem, best!, options.tolerance),
    },
    unique: others.every(other => isSameOptimum(best!, other)),
  };
}

/** Descends from one start after the other; a proved optimum that a second start agrees with needs no third. */
function search(problem: UfmProblem, points: CanonicalPoint[], tolerance: number): Candidate[] {
  const found: Candidate[] = [];
  for (const point of points) {
    found.push(descend(problem, point, tolerance));
    if (found.length > 1 && found.some(candidate => certified(problem, candidate, tolerance))) break;
  }
  return found;
}

function certified(problem: UfmProblem, candidate: Candidate, tolerance: number): boolean {
  const { tau, featureActivation } = problem;
  return isCertified(residualOf(problem, candidate), tau, featureActivation, DUAL_TOLERANCE * tolerance);
}

function starts(problem: UfmProblem, width: number, options: SolverOptions): CanonicalPoint[] {
  const { warmStart, restarts, seed } = options;
  const warm = warmStart && (warmPoint(problem, width, warmStart) ?? widerWarmPoint(problem, warmStart));
  const cold = startingPoints(problem, width, restarts, seed);
  return warm ? [warm, ...cold.slice(1)] : cold;
}

/** An earlier solution may have grown beyond K directions. */
function widerWarmPoint(problem: UfmProblem, warmStart: UfmPrediction): CanonicalPoint | null {
  return warmPoint(problem, Math.min(problem.featureDim, problem.classes + MAX_ESCAPES), warmStart);
}

function descend(problem: UfmProblem, start: CanonicalPoint, tolerance: number): Candidate {
  let point = minimise(problem, start, tolerance);
  if (problem.featureActivation === 'linear') return point;
  for (let i = 0; i < MAX_ESCAPES; i++) {
    const wider = escaped(problem, point, tolerance);
    if (wider === null) break;
    const next = minimise(problem, wider, tolerance);
    if (!(next.value < point.value)) break;
    point = next;
  }
  return point;
}

function minimise(problem: UfmProblem, start: CanonicalPoint, tolerance: number): Candidate {
  const objective = ufmObjective(problem, start.left.columns);
  const penaltyGradient = (x: Float64Array) => problem.tau * factorNorm(problem, start.left.columns, x);
  const result: DescentResult = projectedLbfgs(objective, objective.pack(start), {
    tolerance: x => tolerance * penaltyGradient(x),
    maxIterations: MAX_ITERATIONS,
  });
  return {
    ...objective.unpack(result.x),
    value: result.value,
    gradientNorm: result.gradientNorm / penaltyGradient(result.x),
  };
}

function factorNorm({ outputs, classes }: UfmProblem, width: number, x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < (outputs + classes) * width; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}

/** The point with one more feature direction, or one put in the place of an unused one; null if none helps. */
function escaped(problem: UfmProblem, point: CanonicalPoint, tolerance: number): CanonicalPoint | null {
  const { tau, featureDim } = problem;
  const found = findEscape(residualOf(problem, point), tau * (1 + DUAL_TOLERANCE * tolerance));
  if (found === null) return null;
  const sizes = point.right.to2DArray().map(row => Math.hypot(...row));
  const unused = sizes.findIndex(size => size < 1e-4 * Math.max(...sizes));
  if (unused < 0 && sizes.length >= featureDim) return null;
  const row = unused < 0 ? sizes.length : unused;
  const columns = Math.max(sizes.length, row + 1);
  const left = Matrix.zeros(point.left.rows, columns).setSubMatrix(point.left, 0, 0);
  const right = Matrix.zeros(columns, point.right.columns).setSubMatrix(point.right, 0, 0);
  const size = Math.sqrt(found.gain - tau);
  left.setColumn(
    row,
    found.response.map(x => (x * size) / found.gain),
  );
  right.setRow(
    row,
    found.direction.map(x => x * size),
  );
  return { left, right, bias: point.bias };
}

/** Negative gradient of the data loss in Z = AB. */
function residualOf(problem: UfmProblem, { left, right, bias }: CanonicalPoint): Matrix {
  const logits = left.mmul(right).divRowVector([...problem.rootShares]);
  return scaledResidual(outputGradients(problem, logits, bias), problem.rootShares);
}

function isSameOptimum(best: Candidate, other: Candidate): boolean {
  if (other.value > best.value * (1 + SAME_LOSS)) return true;
  const gram = best.right.transpose().mmul(best.right);
  const difference = other.right.transpose().mmul(other.right).sub(gram);
  return difference.norm() <= SAME_GRAM * gram.norm();
}
