import { Matrix, thinQr } from '../linalg/dense.js';
import { product } from '../linalg/product.js';

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
