import { Matrix } from '../linalg/dense.js';
import { flatDot } from '../linalg/flatKernels.js';
import { product, rowGram } from '../linalg/product.js';
import { projectedLbfgs } from '../linalg/projectedLbfgs.js';
import { withoutFeatures } from './collapsedSolution.js';
import { outputGradients } from './dataLoss.js';
import { isCertified, scaledResidual } from './dualCertificate.js';
import { type CanonicalPoint, ufmObjective } from './ufmObjective.js';
import type { UfmProblem } from './ufmSetting.js';

/** When descent ends, and how many evaluations are left. */
export interface DescentLimits {
  /** Norm of the projected gradient at which descent ends, relative to the gradient of the penalties */
  readonly tolerance: number;
  /** Typical ‖(A, B)‖. Gradients of smaller points are relative to a thousandth of it. */
  readonly size: number;
  /** Evaluations of the objective that are left, shared by all descents */
  readonly budget: { left: number };
}

/** An end point of descent. */
export interface Candidate extends CanonicalPoint {
  readonly value: number;
  /** ‖projected gradient‖/(τ‖(A, B)‖), finite even if the factors vanish, see {@link DescentLimits.size} */
  readonly gradientNorm: number;
  /** Whether the dual certificate proves it the global minimum */
  readonly certified: boolean;
}

const MAX_ITERATIONS = 4000;
const MAX_ESCAPES = 24;
/**
 * Tolerance of the certificate in units of the tolerance of descent, both relative to τ. The gradient along a direction that
 * is in use is no more accurate than that.
 */
const DUAL_TOLERANCE = 1e3;

/** Factors smaller than this, relative to the size of the problem, count as small. */
export const SMALL = 1e-3;

/** Typical ‖(A, B)‖ of a solution: that of a balanced factorization of the residual without features. */
export function sizeOf(problem: UfmProblem): number {
  return Math.sqrt(2 * withoutFeatures(problem).residual.norm());
}

/** The most feature directions. Descent may add some to those of its start. */
export function maxWidth({ featureDim, classes }: UfmProblem): number {
  return Math.min(featureDim, classes + MAX_ESCAPES);
}

/**
 * Descends from a start. If features are nonnegative and the end point is not proved, a feature direction that lowers the
 * loss further is looked for, and descent continues with that direction added.
 */
export function ufmDescent(problem: UfmProblem, start: CanonicalPoint, limits: DescentLimits): Candidate {
  let point = minimize(problem, start, limits);
  if (problem.featureActivation === 'linear') return point.candidate;
  for (let i = 0; i < MAX_ESCAPES && limits.budget.left > 0 && !point.candidate.certified; i++) {
    const wider = escaped(problem, point, limits);
    if (wider === null) break;
    const next = minimize(problem, wider, limits);
    if (!(next.candidate.value < point.candidate.value)) break;
    point = next;
  }
  return point.candidate;
}

/** Loss, gradient and certificate of a point, without descending from it. */
export function assess(problem: UfmProblem, point: CanonicalPoint, limits: DescentLimits): Candidate {
  return minimize(problem, point, { ...limits, budget: { left: 1 } }).candidate;
}

interface EndPoint {
  readonly candidate: Candidate;
  readonly residual: Matrix;
}

function minimize(
  problem: UfmProblem,
  start: CanonicalPoint,
  { tolerance, budget, size }: DescentLimits,
): EndPoint {
  const { outputs, classes, tau, featureActivation } = problem;
  const objective = ufmObjective(problem, start.left.columns);
  const factors = (outputs + classes) * start.left.columns;
  const penaltyGradient = (x: Float64Array) => tau * Math.max(norm(x, factors), SMALL * size);
  const result = projectedLbfgs(objective, objective.pack(start), {
    tolerance: x => tolerance * penaltyGradient(x),
    maxIterations: MAX_ITERATIONS,
    maxEvaluations: budget.left,
  });
  budget.left -= result.evaluations;
  const point = objective.unpack(result.x);
  const residual = residualOf(problem, point);
  const certified = isCertified(residual, tau, featureActivation, DUAL_TOLERANCE * tolerance);
  const gradientNorm = result.gradientNorm / penaltyGradient(result.x);
  return { candidate: { ...point, value: result.value, gradientNorm, certified }, residual };
}

function norm(x: Float64Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}

/** Negative gradient of the data loss in Z = AB. */
function residualOf(problem: UfmProblem, { left, right, bias }: CanonicalPoint): Matrix {
  const logits = product(left, right).divRowVector([...problem.rootProportions]);
  return scaledResidual(outputGradients(problem, logits, bias), problem.rootProportions);
}

/** The point with a new feature direction, in place of an unused one if there is any; null if none helps. */
function escaped(
  { tau, featureDim }: UfmProblem,
  { candidate, residual }: EndPoint,
  { tolerance, budget }: DescentLimits,
): CanonicalPoint | null {
  const found = findEscape(residual, tau * (1 + DUAL_TOLERANCE * tolerance));
  budget.left -= 1;
  if (found === null) return null;
  const sizes = candidate.right.to2DArray().map(row => Math.hypot(...row));
  const unused = sizes.findIndex(size => size < 1e-4 * Math.max(...sizes));
  if (unused < 0 && sizes.length >= featureDim) return null;
  const row = unused < 0 ? sizes.length : unused;
  const columns = Math.max(sizes.length, row + 1);
  const left = Matrix.zeros(candidate.left.rows, columns).setSubMatrix(candidate.left, 0, 0);
  const right = Matrix.zeros(columns, candidate.right.columns).setSubMatrix(candidate.right, 0, 0);
  const size = Math.sqrt(found.gain - tau);
  left.setColumn(
    row,
    found.response.map(x => (x * size) / found.gain),
  );
  right.setRow(
    row,
    found.direction.map(x => x * size),
  );
  return { left, right, bias: candidate.bias };
}

/** A feature direction v ≥ 0 with unit length that lowers the loss, and how steeply. */
export interface Escape {
  readonly direction: number[];
  /** R v */
  readonly response: number[];
  /** ‖R v‖ > τ */
  readonly gain: number;
}

/** The most directions that are tried, those of single classes first. */
const MAX_STARTS = 24;
const MAX_STEPS = 200;

/**
 * Looks for a nonnegative direction with ‖Rv‖ > limit, a way out of a local minimum. The iteration v ← (RᵀRv)₊ raises ‖Rv‖
 * in every step and starts from the axes of the longest columns of R. Finding nothing proves nothing.
 */
export function findEscape(residual: Matrix, limit: number): Escape | null {
  const gram = rowGram(residual.transpose())
    .to2DArray()
    .map(row => Float64Array.from(row));
  const order = gram.map((_, k) => k).sort((k, l) => gram[l]![l]! - gram[k]![k]!);
  let best: Escape | null = null;
  for (const k of order.slice(0, MAX_STARTS)) {
    const direction = Array.from(climb(gram, k));
    const response = residual.mmul(Matrix.columnVector(direction)).to1DArray();
    const gain = Math.hypot(...response);
    if (gain > limit && gain > (best?.gain ?? 0)) best = { direction, response, gain };
  }
  return best;
}

function climb(gram: readonly Float64Array[], start: number): Float64Array {
  let v: Float64Array = Float64Array.from(gram, (_, l) => Number(l === start));
  let value = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    const image = Float64Array.from(gram, row => Math.max(0, flatDot(row, v)));
    const length = Math.sqrt(flatDot(image, image));
    if (!(length > value * (1 + 1e-12))) return v;
    value = length;
    v = image.map(x => x / length);
  }
  return v;
}
