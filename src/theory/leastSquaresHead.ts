import { Matrix, solveMatrix } from '../linalg/dense.js';

/** What the split of the squared loss is computed from; K×K and c×K numbers only. */
export interface LeastSquaresInput {
  /** E (c×K) */
  readonly codes: Matrix;
  /** π_k */
  readonly proportions: readonly number[];
  /** S = Mᵀ A⁻¹ M (K×K), A = Σ_W + λ_W I */
  readonly inverseGram: Matrix;
  /** λ_b, Infinity for a head without bias */
  readonly lambdaB: number;
}

/** The best head for given features, as W_LS = Q Mᵀ A⁻¹ and b_LS, and its loss in two parts. */
export interface LeastSquaresHead {
  /** Q (c×K) */
  readonly coefficients: Matrix;
  /** b_LS (c) */
  readonly bias: readonly number[];
  /** ½ tr W_LS (Σ_W + λ_W I) W_LSᵀ */
  readonly nc1: number;
  /** ½ Σ_k π_k ‖W_LS m_k + b_LS − e_k‖² + λ_b/2 ‖b_LS‖² */
  readonly nc23: number;
}

/**
 * The head that minimizes the squared loss with the features held fixed (Han, Papyan and Donoho 2022, eq. 4, with any
 * codes, class sizes and bias penalty).
 *
 * With b eliminated the class part of the loss is ½ tr (E − WM) P (E − WM)ᵀ, P = Π − ππᵀ/(1 + λ_b) (P = Π without
 * bias), so that W_LS (A + M P Mᵀ) = E P Mᵀ. Between- and within-class variation differ by orders of magnitude in the
 * terminal phase; solving W_LS = E P (I + S P)⁻¹ Mᵀ A⁻¹ keeps them apart, and A is well conditioned there.
 *
 * @returns null where I + S P is singular to rounding
 */
export function leastSquaresHead({
  codes,
  proportions,
  inverseGram,
  lambdaB,
}: LeastSquaresInput): LeastSquaresHead | null {
  const weights = biasFreeWeights(proportions, lambdaB);
  const system = inverseGram.mmul(weights).add(Matrix.identity(proportions.length));
  // Q (I + S P) = E P, transposed for the solver.
  const coefficients = solveMatrix(system.transpose(), codes.mmul(weights).transpose())?.transpose();
  if (!coefficients) return null;
  const onMeans = coefficients.mmul(inverseGram);
  const bias = bestBias(codes, onMeans, proportions, lambdaB);
  const nc1 = Matrix.mul(coefficients.mmul(inverseGram), coefficients).sum() / 2;
  return { coefficients, bias, nc1, nc23: classLoss(codes, onMeans, bias, proportions, lambdaB) };
}

/** P = Π − ππᵀ/(1 + λ_b) */
function biasFreeWeights(proportions: readonly number[], lambdaB: number): Matrix {
  const pi = Matrix.columnVector([...proportions]);
  return Matrix.diag([...proportions]).sub(pi.mmul(pi.transpose()).div(1 + lambdaB));
}

/** b = Σ_k π_k (e_k − z_k)/(1 + λ_b), the best bias for logits z_k (columns of a c×K matrix) without one. */
export function bestBias(
  codes: Matrix,
  logits: Matrix,
  proportions: readonly number[],
  lambdaB: number,
): number[] {
  const mean = Matrix.sub(codes, logits).mmul(Matrix.columnVector([...proportions]));
  return mean.div(1 + lambdaB).to1DArray();
}

function classLoss(
  codes: Matrix,
  logits: Matrix,
  bias: readonly number[],
  proportions: readonly number[],
  lambdaB: number,
): number {
  const errors = Matrix.sub(logits, codes).addColumnVector([...bias]);
  const squares = Matrix.mul(errors, errors)
    .mulRowVector([...proportions])
    .sum();
  return (squares + biasPenalty(bias, lambdaB)) / 2;
}

/** λ_b ‖b‖², 0 without bias */
function biasPenalty(bias: readonly number[], lambdaB: number): number {
  return lambdaB === Number.POSITIVE_INFINITY ? 0 : lambdaB * Math.hypot(...bias) ** 2;
}
