import { Matrix, type ThinSvd, thinSvd } from '../linalg/dense.js';
import type { CanonicalSolution } from './canonicalSolution.js';
import { centeringBias } from './centeringBias.js';
import { codeSpan, shiftedTarget } from './shiftedTarget.js';
import type { UfmProblem } from './ufmSetting.js';

const SOURCE =
  'singular value thresholding of (E − b1ᵀ)Π^{1/2}: squared loss, linear features, any codes and class sizes ' +
  '(Massion, Makhlouf, Massart 2026, arXiv:2606.00344)';

/** Singular values this close are one value: choosing between them is choosing between equal optima. */
const TIE = 1e-9;

/**
 * Squared loss, linear features, any encoding and any class sizes. For a given bias the logits are the soft-thresholded
 * A(b) = (E − b1ᵀ)Π^{1/2} = U S Vᵀ, cut to rank d: A = U S_τ^{1/2}, B = S_τ^{1/2}Vᵀ in canonical coordinates.
 *
 * The bias is Eπ for λ_b = 0 and 0 for λ_b = ∞, both for every d; else it solves a convex problem, if its optimum needs
 * no more than d dimensions.
 *
 * @param start where to look for the bias first
 * @returns null where there is no closed form: 0 < λ_b < ∞ and d below the rank
 */
export function mseLinear(problem: UfmProblem, start?: readonly number[]): CanonicalSolution | null {
  const { encoding, proportions, lambdaB } = problem;
  const span = codeSpan(encoding.matrix);
  const meanCode = span.codes.mmul(columnOf(proportions)).to1DArray();
  const found = solveInSpan(problem, span.codes, meanCode, start && span.project(start));
  if (found === null) return null;
  const searched = lambdaB > 0 && lambdaB < Infinity;
  return {
    ...found,
    left: span.lift(found.left),
    bias: span.liftVector(found.bias),
    ...(found.biasDirection && { biasDirection: span.liftVector(found.biasDirection) }),
    method: { kind: 'closed-form', source: searched ? `${SOURCE}; the bias by Newton steps` : SOURCE },
  };
}

type SpanSolution = Omit<CanonicalSolution, 'method'>;

function solveInSpan(
  problem: UfmProblem,
  codes: Matrix,
  meanCode: readonly number[],
  start?: readonly number[],
): SpanSolution | null {
  const { rootProportions, tau, lambdaB, featureDim } = problem;
  const exact = exactBias(problem, meanCode);
  if (exact !== null) {
    const svd = thinSvd(shiftedTarget(codes, exact, rootProportions));
    if (vanishes(problem)) {
      if (rankAbove(svd, rankCutoff(svd)) > featureDim) return null;
      return { ...threshold(svd, exact, problem), biasDirection: vanishingDirection(svd, rootProportions) };
    }
    return threshold(svd, exact, problem);
  }
  const first = start ?? meanCode.map(x => x / (1 + lambdaB));
  const { bias, svd } = centeringBias({ codes, rootProportions, tau, lambdaB }, first);
  return rankAbove(svd, tau) > featureDim ? null : threshold(svd, bias, problem);
}

/** The bias where it needs no search. */
function exactBias(problem: UfmProblem, meanCode: readonly number[]): readonly number[] | null {
  if (problem.lambdaB === 0) return meanCode;
  return problem.lambdaB === Infinity || vanishes(problem) ? meanCode.map(() => 0) : null;
}

/** A penalized bias tends to zero with τ: the features can do the same for nothing. */
function vanishes({ tau, lambdaB }: UfmProblem): boolean {
  return tau === 0 && lambdaB > 0 && lambdaB < Infinity;
}

/** b = (τ/λ_b) U Vᵀπ^{1/2} + O(τ²) */
function vanishingDirection(svd: ThinSvd, rootProportions: readonly number[]): number[] {
  const rank = rankAbove(svd, rankCutoff(svd));
  const q = svd.right.transpose().mmul(columnOf(rootProportions)).to1DArray();
  return svd.left.mmul(columnOf(q.map((x, i) => (i < rank ? x : 0)))).to1DArray();
}

function threshold(svd: ThinSvd, bias: readonly number[], { tau, featureDim }: UfmProblem): SpanSolution {
  const { left, values, right } = svd;
  const kept = Math.min(rankAbove(svd, Math.max(tau, rankCutoff(svd))), featureDim);
  const next = values[kept] ?? 0;
  const roots = values.slice(0, kept).map(value => Math.sqrt(value - tau));
  const columns = (matrix: Matrix) =>
    kept === 0 ? Matrix.zeros(matrix.rows, 1) : matrix.subMatrix(0, matrix.rows - 1, 0, kept - 1);
  const scale = kept === 0 ? [0] : roots;
  return {
    left: columns(left).mulRowVector(scale),
    right: columns(right).mulRowVector(scale).transpose(),
    bias,
    unique: !(kept === featureDim && next > tau && next > values[kept - 1]! * (1 - TIE)),
  };
}

function rankCutoff({ values }: ThinSvd): number {
  return values.length * Number.EPSILON * (values[0] ?? 0);
}

function rankAbove({ values }: ThinSvd, limit: number): number {
  return values.filter(value => value > limit).length;
}

function columnOf(vector: readonly number[]): Matrix {
  return Matrix.columnVector([...vector]);
}
