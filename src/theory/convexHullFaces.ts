import { type Matrix, thinQr, triangularInverse } from '../linalg/dense.js';

/** Relative: how far the bounds of a distance may be apart to be taken as exact. */
const TOLERANCE = 1e-10;
/** Exchanges of weights; one to five are usual, and what takes more is left to the general solver. */
const MAX_EXCHANGES = 20;

/**
 * Distances of each of K affinely independent vectors to the convex hull of the others, from one K×K inverse; null
 * where that does not give the exact one and a general solver has to. Near collapse, K ≤ d+1, the nearest points lie on
 * large faces, which Wolfe's algorithm builds up point by point; this goes the other way and leaves out the few.
 *
 * For a set S of vectors other than w_k, the point of aff S nearest to w_k is Σ λ_j w_j, λ_j = −c_j/c_k, where c is zero outside
 * T = S ∪ {k}, sums to zero, and is ∝ A_TT⁻¹(e_k − β 1), A = Gram + 11ᵀ. Vectors with λ_j < 0 leave S, vectors on the near side
 * of the hyperplane through the point return (block principal pivoting, Júdice and Pires 1994), until there are none: then
 * the point is the nearest of the hull. A_TT⁻¹ comes from A⁻¹ = B by the Schur complement of the vectors left out.
 *
 * @param rows w_k (K×d)
 */
export function distancesToFaces(rows: Matrix): (number | null)[] {
  const classes = rows.rows;
  const none = () => new Array<null>(classes).fill(null);
  if (rows.columns + 1 < classes) return none();
  const augmented = rows.clone().addColumn(new Array<number>(classes).fill(1));
  const inverse = triangularInverse(thinQr(augmented.transpose()).r.transpose());
  if (inverse === null) return none();
  const solved = inverse.transpose().mmul(inverse).to2DArray();
  const vectors = rows.to2DArray();
  const sums = solved.map(row => row.reduce((total, value) => total + value, 0));
  return vectors.map((_, k) => distanceToFace(vectors, { solved, sums }, k));
}

/** B = A⁻¹ and B1. */
interface Inverse {
  readonly solved: number[][];
  readonly sums: number[];
}

function distanceToFace(vectors: number[][], inverse: Inverse, k: number): number | null {
  let leftOut: number[] = [];
  for (let exchange = 0; exchange < MAX_EXCHANGES; exchange++) {
    const c = coefficients(inverse, leftOut, k);
    if (c === null) return null;
    const x = combination(vectors, c);
    const square = product(x, x);
    const own = product(vectors[k]!, x);
    const heights = vectors.map(vector => product(vector, x) - own - square);
    const isNear = (j: number) => j !== k && heights[j]! < -TOLERANCE * square;
    const next = leftOut.filter(j => !isNear(j));
    c.forEach((lambda, j) => {
      if (j !== k && lambda < 0) next.push(j);
    });
    if (next.length === leftOut.length && next.every((j, i) => j === leftOut[i])) {
      // The supporting hyperplane is the proof: a badly conditioned A cannot pass.
      return square > 0 && vectors.every((_, j) => !isNear(j)) ? Math.sqrt(square) : null;
    }
    leftOut = next;
  }
  return null;
}

/** λ, and −1 for k: the coefficients of x = Σ_j λ_j w_j − w_k; null if A_TT is singular to rounding. */
function coefficients({ solved, sums }: Inverse, leftOut: readonly number[], k: number): number[] | null {
  const block = choleskyFactor(leftOut.map(i => leftOut.map(j => solved[i]![j]!)));
  if (block === null) return null;
  const toOwn = withoutRows(solved, solved[k]!, leftOut, block);
  const toOnes = withoutRows(solved, sums, leftOut, block);
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const beta = total(toOwn) / total(toOnes);
  const c = toOwn.map((value, j) => value - beta * toOnes[j]!);
  return c.map((value, j) => (j === k ? -1 : -value / c[k]!));
}

/** A_TT⁻¹ r from B r: (Br)_T − B_TR B_RR⁻¹ (Br)_R, and zero on the rows R left out. */
function withoutRows(
  solved: number[][],
  values: readonly number[],
  leftOut: readonly number[],
  block: number[][],
): number[] {
  const result = [...values];
  choleskySolve(
    block,
    leftOut.map(i => values[i]!),
  ).forEach((weight, at) => {
    const row = solved[leftOut[at]!]!;
    for (let j = 0; j < result.length; j++) result[j]! -= weight * row[j]!;
  });
  for (const j of leftOut) result[j] = 0;
  return result;
}

/** L with LLᵀ = A, in place; null where a pivot is not positive. */
function choleskyFactor(a: number[][]): number[][] | null {
  for (let i = 0; i < a.length; i++) {
    const row = a[i]!;
    for (let j = 0; j <= i; j++) {
      const other = a[j]!;
      let rest = row[j]!;
      for (let m = 0; m < j; m++) rest -= row[m]! * other[m]!;
      if (i === j && !(rest > 0)) return null;
      row[j] = i === j ? Math.sqrt(rest) : rest / other[j]!;
    }
  }
  return a;
}

function choleskySolve(factor: number[][], right: number[]): number[] {
  const n = factor.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) right[i]! -= factor[i]![j]! * right[j]!;
    right[i]! /= factor[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) right[i]! -= factor[j]![i]! * right[j]!;
    right[i]! /= factor[i]![i]!;
  }
  return right;
}

function combination(vectors: number[][], weights: readonly number[]): number[] {
  const sum = new Array<number>(vectors[0]!.length).fill(0);
  vectors.forEach((vector, j) => {
    for (let a = 0; a < sum.length; a++) sum[a]! += weights[j]! * vector[a]!;
  });
  return sum;
}

function product(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
