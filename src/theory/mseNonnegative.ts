import { type Absent, absent } from '../base/absent.js';
import { Matrix, numericalRank, solveLinear, symmetricEigen } from '../linalg/dense.js';
import { rowGram } from '../linalg/product.js';
import type { CanonicalSolution } from './canonicalSolution.js';
import { isCertified, isFlatBetweenTwo } from './dualCertificate.js';
import { type CodeSpan, codeSpan, shiftedTarget } from './shiftedTarget.js';
import type { UfmProblem } from './ufmSetting.js';

const SOURCE =
  'orthogonal frame: squared loss, nonnegative features; every class is shrunk towards the bias on its own, ' +
  'optimal by a dual certificate';

/**
 * Squared loss, nonnegative features, where the optimum is an orthogonal frame: one direction per class, and
 * z_k = (1 − τ/(√π_k‖e_k − b‖))₊ (e_k − b). The bias minimizes F(b) = Σ_k huber_τ(√π_k‖e_k − b‖) + λ_b/2 ‖b‖², a
 * convex function (for λ_b = 0 a smoothed geometric median of the codes).
 *
 * Such a point is the global minimum if its residuals R_k = √π_k(e_k − b − z_k) have no positive inner product. They
 * have none for orthogonal codes without bias (any class sizes) and for balanced one-hot codes (any λ_b); with a bias
 * and class sizes that differ much they do, and then there is no closed form.
 *
 * @returns null where the certificate fails, or d is below the number of surviving classes (unless there is no bias
 *   and the codes are orthogonal: then the d longest survive)
 */
export function mseNonnegative(problem: UfmProblem, start?: readonly number[]): CanonicalSolution | null {
  const { encoding, tau, rootProportions, featureDim, lambdaB } = problem;
  if (tau === 0) return null;
  const span = codeSpan(encoding.matrix);
  const bias = lambdaB === Infinity ? new Array(span.codes.rows).fill(0) : medianBias(problem, span, start);
  const shifted = shiftedTarget(span.codes, bias, rootProportions);
  const columns = shifted.transpose().to2DArray();
  const lengths = columns.map(column => Math.hypot(...column));
  // Without a bias, orthogonal codes are independent problems: dropping the shortest ones is optimal too.
  const order = lengths.map((_, k) => k).sort((k, l) => lengths[l]! - lengths[k]!);
  const surviving = order.filter(k => lengths[k]! > tau);
  const kept = surviving.slice(0, featureDim).sort((k, l) => k - l);
  const shrunk = columns.map((column, k) => column.map(x => x * Math.min(1, tau / lengths[k]!)));
  const residual = new Matrix(shrunk).transpose();
  if (!isCertified(residual, tau, 'nonnegative', ROUNDING)) return null;
  if (kept.length < surviving.length && !(lambdaB === Infinity && areOrthogonal(shifted))) return null;
  const left = Matrix.zeros(span.codes.rows, Math.max(kept.length, 1));
  const right = Matrix.zeros(left.columns, columns.length);
  kept.forEach((k, row) => {
    const size = Math.sqrt(lengths[k]! - tau);
    right.set(row, k, size);
    left.setColumn(
      row,
      columns[k]!.map(x => (x * size) / lengths[k]!),
    );
  });
  const last = lengths[surviving[featureDim - 1]!]!;
  const tied = kept.length < surviving.length && lengths[surviving[featureDim]!]! >= last * (1 - TIE);
  return {
    left: span.lift(left),
    right,
    bias: span.liftVector(bias),
    method: { kind: 'closed-form', source: SOURCE },
    unique: tied ? false : uniqueness(problem, residual, surviving),
  };
}

const ROUNDING = 1e-10;
const TIE = 1e-9;

/**
 * Whether no other point has the same loss. Any other mean Gram is X = diag + Δ with RΔ = 0 (the outputs are the same) and
 * tr Δ = 0 (so is the penalty): there is none where the residuals R of the surviving classes depend on each other in one
 * way at most. And the bias is the only one unless F is flat: between two classes that both survive, with no penalty on it.
 */
function uniqueness(
  { classes, lambdaB }: UfmProblem,
  residual: Matrix,
  surviving: number[],
): boolean | Absent {
  if (surviving.length === 0) return true;
  if (isFlatBetweenTwo(classes, surviving.length, lambdaB)) return false;
  const columns = residual.transpose().to2DArray();
  const { values } = symmetricEigen(rowGram(new Matrix(surviving.map(k => columns[k]!))));
  if (surviving.length - numericalRank(values, surviving.length) <= 1) return true;
  return absent(
    'the codes less the bias depend on each other: there may be other means with the same outputs',
  );
}

function areOrthogonal(columns: Matrix): boolean {
  const gram = columns.transpose().mmul(columns);
  const limit = ROUNDING * gram.norm();
  return gram.to2DArray().every((row, k) => row.every((x, l) => k === l || Math.abs(x) <= limit));
}

interface MedianPoint {
  readonly bias: number[];
  readonly objective: number;
  readonly gradient: number[];
  readonly hessian: Matrix;
  /** Bound of the curvature: Σ_k w_k + λ_b of the quadratic that lies above F */
  readonly bound: number;
}

/** The minimizer of F by Newton steps, with the majorising step of Weiszfeld where they do not descend. */
function medianBias(problem: UfmProblem, span: CodeSpan, start?: readonly number[]): number[] {
  const codes = span.codes.transpose().to2DArray();
  const { proportions, lambdaB } = problem;
  const mean = span.codes.mmul(Matrix.columnVector([...proportions])).to1DArray();
  let point = medianPoint(problem, codes, start ? span.project(start) : mean.map(x => x / (1 + lambdaB)));
  const limit = 1e-15 * Math.sqrt(codes.length) * (Math.hypot(...mean) + span.codes.norm());
  for (let step = 0; step < 500 && Math.hypot(...point.gradient) > limit * problem.tau; step++) {
    const next = improve(problem, codes, point);
    if (next === null) break;
    point = next;
  }
  return point.bias;
}

function improve(problem: UfmProblem, codes: number[][], point: MedianPoint): MedianPoint | null {
  const newton = solveLinear(point.hessian, point.gradient);
  const weiszfeld = point.gradient.map(x => x / point.bound);
  const size = Math.hypot(...point.gradient);
  for (const step of [newton, weiszfeld]) {
    if (!step?.every(Number.isFinite)) continue;
    for (let length = 1; length > 1e-3; length /= 2) {
      const next = medianPoint(
        problem,
        codes,
        point.bias.map((b, j) => b - length * step[j]!),
      );
      const slope = step.reduce((sum, x, j) => sum + x * point.gradient[j]!, 0);
      const falls = next.objective < point.objective - 1e-4 * length * slope;
      if (falls || Math.hypot(...next.gradient) < 0.5 * size) return next;
    }
  }
  return null;
}

function medianPoint(
  { proportions, tau, lambdaB }: UfmProblem,
  codes: number[][],
  bias: number[],
): MedianPoint {
  const c = bias.length;
  const hessian = Matrix.zeros(c, c);
  const gradient = bias.map(b => lambdaB * b);
  let objective = (lambdaB / 2) * Math.hypot(...bias) ** 2;
  let bound = lambdaB;
  codes.forEach((code, k) => {
    const offset = bias.map((b, j) => b - code[j]!);
    const distance = Math.hypot(...offset);
    const length = Math.sqrt(proportions[k]!) * distance;
    const weight = length > tau ? (proportions[k]! * tau) / length : proportions[k]!;
    objective += length > tau ? tau * (length - tau / 2) : (length * length) / 2;
    bound += weight;
    offset.forEach((x, j) => {
      gradient[j]! += weight * x;
      if (length <= tau || x === 0) return;
      const factor = (weight * x) / (distance * distance);
      for (let i = 0; i < c; i++) hessian.set(j, i, hessian.get(j, i) - factor * offset[i]!);
    });
  });
  for (let j = 0; j < c; j++) hessian.set(j, j, hessian.get(j, j) + bound);
  return { bias, objective, gradient, hessian, bound };
}
