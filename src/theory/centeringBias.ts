import { Matrix, solveLinear, type ThinSvd } from '../linalg/dense.js';
import { timesVector } from '../linalg/product.js';
import {
  byGram,
  type Decompose,
  exactly,
  type ShiftedDecomposition,
  shiftedTarget,
} from './shiftedTarget.js';

/** The strongly convex problem that the bias solves once the features are eliminated. */
export interface BiasProblem {
  /** E (c×K), c ≤ K */
  readonly codes: Matrix;
  /** √π_k */
  readonly rootProportions: readonly number[];
  readonly tau: number;
  /** 0 < λ_b < ∞ */
  readonly lambdaB: number;
}

/** A bias and the singular value decomposition of A(b) = (E − b1ᵀ)Π^{1/2} there. */
export interface BiasSolution {
  readonly bias: number[];
  readonly svd: ThinSvd;
}

interface Evaluation extends ShiftedDecomposition {
  readonly bias: number[];
  readonly objective: number;
  /** Uᵀ∇F */
  readonly gradient: number[];
  readonly gradientNorm: number;
}

/** Rounding of a singular value decomposition: iterating further changes nothing. */
const ROUNDING = 1e-14;
/** A Newton step from here leads to the square of it, about: to rounding. */
const CLOSE = 1e-7;
const MAX_STEPS = 200;

/**
 * b with b = (Eπ − U S_τ Vᵀπ^{1/2})/(1 + λ_b): the minimizer of F(b) = Σ_i huber_τ(σ_i(A(b))) + λ_b/2 ‖b‖², whose
 * gradient is (1 + λ_b)b − Eπ + U S_τ Vᵀπ^{1/2}. Semismooth Newton steps, halved until F or its gradient falls; the
 * fixed-point iteration alone contracts with 1/(1 + λ_b) only.
 *
 * On the way an eigendecomposition of AAᵀ does, in a third of the time of a singular value decomposition: what it loses of the
 * small singular values enters F with their squares.
 */
export function centeringBias(problem: BiasProblem, start: readonly number[]): BiasSolution {
  const size = problem.codes
    .clone()
    .mulRowVector([...problem.rootProportions])
    .norm();
  let point = evaluate(problem, [...start], byGram);
  for (let step = 0; step < MAX_STEPS; step++) {
    const isSettled = point.gradientNorm <= ROUNDING * size;
    if (isSettled && point.svd) break;
    const decompose = point.gradientNorm > CLOSE * size ? byGram : exactly;
    const next = isSettled ? null : improve(problem, point, decompose);
    if (next === null && point.svd) break;
    point = next ?? evaluate(problem, point.bias, exactly);
  }
  const { bias, svd } = point.svd ? point : evaluate(problem, point.bias, exactly);
  return { bias, svd: svd! };
}

function evaluate(problem: BiasProblem, bias: number[], decompose: Decompose): Evaluation {
  const { codes, rootProportions, tau, lambdaB } = problem;
  const found = decompose(shiftedTarget(codes, bias, rootProportions), rootProportions);
  const { left, values, q } = found;
  const mean = timesVector(
    codes,
    rootProportions.map(root => root * root),
  );
  const direct = timesVector(
    left.transpose(),
    bias.map((b, j) => (1 + lambdaB) * b - mean[j]!),
  );
  const gradient = direct.map((x, i) => x + Math.max(values[i]! - tau, 0) * q[i]!);
  const huber = values.map(value => (value > tau ? tau * (value - tau / 2) : (value * value) / 2));
  const penalty = (lambdaB / 2) * Math.hypot(...bias) ** 2;
  const objective = huber.reduce((sum, h) => sum + h, penalty);
  return { ...found, bias, objective, gradient, gradientNorm: Math.hypot(...gradient) };
}

function improve(problem: BiasProblem, point: Evaluation, decompose: Decompose): Evaluation | null {
  const newton = solveLinear(hessian(problem, point), point.gradient);
  // −∇F/(1 + λ_b) is the fixed-point step: 1 + λ_b bounds the curvature, so F falls.
  const fixedPoint = point.gradient.map(x => x / (1 + problem.lambdaB));
  for (const direction of [newton, fixedPoint]) {
    if (!direction?.every(Number.isFinite)) continue;
    const step = timesVector(point.left, direction);
    const slope = dot(point.gradient, direction);
    for (let length = 1; length > 1e-3; length /= 2) {
      const bias = point.bias.map((b, j) => b - length * step[j]!);
      const next = evaluate(problem, bias, decompose);
      const falls = next.objective <= point.objective - 1e-4 * length * slope;
      if (falls || next.gradientNorm < 0.5 * point.gradientNorm) return next;
    }
  }
  return null;
}

/**
 * Hessian of F in the coordinates p = Uᵀδb, from the derivative of singular value thresholding: a change
 * −δb(π^{1/2})ᵀ of A is split into the symmetric and the skew part of −p qᵀ, which it scales by the divided
 * differences (f_i ∓ f_j)/(σ_i ∓ σ_j) of f(σ) = max(σ − τ, 0).
 */
function hessian({ tau, lambdaB }: BiasProblem, { values, q }: Evaluation): Matrix {
  const n = values.length;
  const f = values.map(value => Math.max(value - tau, 0));
  const beyond = Math.max(0, 1 - dot(q, q));
  const result = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++) {
    const sigma = values[i]!;
    let diagonal = 1 + lambdaB - (f[i]! > 0 ? (beyond * f[i]!) / sigma : 0);
    for (let j = 0; j < n; j++) {
      const symmetric = dividedDifference(sigma, values[j]!, tau);
      const skew = f[i]! + f[j]! > 0 ? (f[i]! + f[j]!) / (sigma + values[j]!) : 0;
      diagonal -= ((symmetric + skew) / 2) * q[j]! ** 2;
      result.set(i, j, ((skew - symmetric) / 2) * q[i]! * q[j]!);
    }
    result.set(i, i, result.get(i, i) + diagonal);
  }
  return result;
}

/** (f(x) − f(y))/(x − y) for f(x) = max(x − τ, 0), its one-sided derivative where x = y. */
function dividedDifference(x: number, y: number, tau: number): number {
  const [low, high] = x < y ? [x, y] : [y, x];
  if (low > tau) return 1;
  return high > tau ? (high - tau) / (high - low) : 0;
}

function dot(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0);
}
