import { Matrix, symmetricEigen, type ThinSvd, thinQr, thinSvd } from '../linalg/dense.js';
import { product, rowGram, timesVector } from '../linalg/product.js';

/** The codes in coordinates of their span, if there are more outputs than classes: E = Q·codes. */
export interface CodeSpan {
  /** min(c, K)×K */
  readonly codes: Matrix;
  /** Q·matrix */
  lift(matrix: Matrix): Matrix;
  liftVector(vector: readonly number[]): number[];
  /** Qᵀ·vector */
  project(vector: readonly number[]): number[];
}

/**
 * Under the squared loss logits and bias lie in the span of the codes, and rotating the codes rotates the optimum: a
 * c×K encoding with c > K is a K×K one.
 */
export function codeSpan(codes: Matrix): CodeSpan {
  if (codes.rows <= codes.columns) {
    const copy = (vector: readonly number[]) => [...vector];
    return { codes, lift: matrix => matrix, liftVector: copy, project: copy };
  }
  const { q, r } = thinQr(codes);
  const apply = (matrix: Matrix, vector: readonly number[]) =>
    matrix.mmul(Matrix.columnVector([...vector])).to1DArray();
  return {
    codes: r,
    lift: matrix => product(q, matrix),
    liftVector: vector => apply(q, vector),
    project: vector => apply(q.transpose(), vector),
  };
}

/** A(b) = (E − b1ᵀ)Π^{1/2} */
export function shiftedTarget(
  codes: Matrix,
  bias: readonly number[],
  rootProportions: readonly number[],
): Matrix {
  return codes
    .clone()
    .subColumnVector([...bias])
    .mulRowVector([...rootProportions]);
}

/** A = U S Vᵀ as far as the search for the bias needs it. */
export interface ShiftedDecomposition {
  /** U */
  readonly left: Matrix;
  /** S, descending */
  readonly values: readonly number[];
  /** Vᵀπ^{1/2} */
  readonly q: readonly number[];
  /** The whole of it, where it is exact to rounding */
  readonly svd: ThinSvd | null;
}

/** Decomposes A(b). @param rootProportions √π_k */
export type Decompose = (shifted: Matrix, rootProportions: readonly number[]) => ShiftedDecomposition;

/** To rounding. */
export const exactly: Decompose = (shifted, rootProportions) => {
  const svd = thinSvd(shifted);
  return { left: svd.left, values: svd.values, q: timesVector(svd.right.transpose(), rootProportions), svd };
};

/**
 * From the eigendecomposition of AAᵀ, in a third of the time: the square of a singular value is wrong by the rounding of the
 * largest square. Directions without a singular value have no share in π^{1/2}: whatever it is, F does not depend on it.
 */
export const byGram: Decompose = (shifted, rootProportions) => {
  const { values: squares, vectors: left } = symmetricEigen(rowGram(shifted));
  const least = left.rows * Number.EPSILON * squares[0]!;
  const values = squares.map(square => (square > least ? Math.sqrt(square) : 0));
  const along = timesVector(left.transpose(), timesVector(shifted, rootProportions));
  return { left, values, q: along.map((x, i) => (values[i]! > 0 ? x / values[i]! : 0)), svd: null };
};
