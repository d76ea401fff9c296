import { type Matrix, rowsOf, transposeOf } from './dense.js';
import { addScaled, flatDot } from './flatKernels.js';
import { triangularInverse } from './triangular.js';

/** Relative: how far the bounds of a distance may be apart to be taken as exact. */
const TOLERANCE = 1e-10;
/** Exchanges of weights; one to five are usual, and what takes more is left to the general solver. */
const MAX_EXCHANGES = 20;

/** Affinely independent vectors, and what their distances to the hulls of the others are computed from. */
export interface HullFaces {
  /** ŵ_k and an entry 1, in coordinates of their span: the first k + 1, the others are zero */
  readonly vectors: readonly Float64Array[];
  /** Row k of B = A⁻¹, A = Gram + 11ᵀ */
  readonly solved: readonly Float64Array[];
  /** B1 */
  readonly sums: Float64Array;
  /** Distance of each vector to the affine hull of the others, a lower bound of that to their convex hull */
  readonly affineDistances: readonly number[];
}

/** Beyond it the entries of the inverse say nothing of distances. */
const MAX_INVERSE = 1e8;

/**
 * Prepares {@link distanceToFace} from one K×K inverse.
 *
 * @param triangle L (K×K, lower triangular) with LLᵀ = Gram + 11ᵀ: the vectors with an entry 1 appended, in coordinates of
 *   their span. Differences of vectors are the same there.
 * @returns null for dependent vectors
 */
export function hullFaces(triangle: Matrix): HullFaces | null {
  const inverse = triangularInverse(triangle);
  if (inverse === null) return null;
  const solved = gramOfTriangle(rowsOf(transposeOf(inverse)));
  const sums = Float64Array.from(solved, sumOf);
  const total = sumOf(sums);
  // c ∝ B(e_k − β1) with sum zero: ‖x‖² = cᵀAc/c_k² = 1/c_k.
  const affineDistances = solved.map((row, k) => {
    const own = row[k]! - sums[k]! ** 2 / total;
    return row[k]! < MAX_INVERSE && own > 0 ? 1 / Math.sqrt(own) : 0;
  });
  const vectors = rowsOf(triangle).map((row, k) => row.subarray(0, k + 1));
  return { vectors, solved, sums, affineDistances };
}

/** Dot products of rows of which row k starts with k zeros. */
function gramOfTriangle(rows: readonly Float64Array[]): Float64Array[] {
  const gram = rows.map(row => new Float64Array(row.length));
  for (let k = 0; k < rows.length; k++) {
    const own = rows[k]!.subarray(k);
    for (let j = 0; j <= k; j++) {
      const value = flatDot(own, rows[j]!.subarray(k));
      gram[k]![j] = value;
      gram[j]![k] = value;
    }
  }
  return gram;
}

/**
 * Distance of one of K affinely independent vectors to the convex hull of the others; null where a general solver has to
 * find it. Near collapse, K ≤ d+1, the nearest points lie on large faces, which Wolfe's algorithm builds up point by
 * point; this goes the other way and leaves out the few.
 *
 * For a set S of vectors other than w_k, the point of aff S nearest to w_k is Σ λ_j w_j, λ_j = −c_j/c_k, where c is zero outside
 * T = S ∪ {k}, sums to zero, and is ∝ A_TT⁻¹(e_k − β 1), A = Gram + 11ᵀ. Vectors with λ_j < 0 leave S, vectors on the near side
 * of the hyperplane through the point return (block principal pivoting, Júdice and Pires 1994), until there are none: then
 * the point is the nearest of the hull. A_TT⁻¹ comes from A⁻¹ = B by the Schur complement of the vectors left out.
 *
 * @param enough ends, with a lower bound of the distance, once that is at least this
 */
export function distanceToFace(
  faces: HullFaces,
  k: number,
  enough = Number.POSITIVE_INFINITY,
): number | null {
  let leftOut: number[] = [];
  for (let exchange = 0; exchange < MAX_EXCHANGES; exchange++) {
    const c = coefficients(faces, leftOut, k);
    if (c === null) return null;
    const { square, heights, lowest } = hyperplane(faces.vectors, k, c);
    // Whatever x is, the hull lies behind the hyperplane that is normal to it.
    const bound = (square + lowest) / Math.sqrt(square);
    if (bound >= enough) return bound;
    const isNear = (j: number) => heights[j]! < -TOLERANCE * square;
    const next = leftOut.filter(j => !isNear(j));
    for (let j = 0; j < c.length; j++) if (j !== k && c[j]! < 0) next.push(j);
    if (next.length === leftOut.length && next.every((j, i) => j === leftOut[i])) {
      // The hyperplane bounds the distance from below; from above w_k + x does, if it is in the hull: Σ λ = 1. With a badly
      // conditioned A one of the two fails.
      const isInHull = Math.abs(sumOf(c)) <= TOLERANCE;
      return isInHull && square > 0 && lowest >= -TOLERANCE * square ? Math.sqrt(square) : null;
    }
    leftOut = next;
  }
  return null;
}

/** ‖x‖² of x = Σ_j c_j w_j, the heights x·(w_j − w_k − x) of all vectors over the hyperplane through w_k + x, and their least. */
function hyperplane(vectors: readonly Float64Array[], k: number, c: Float64Array) {
  const x = new Float64Array(vectors.length);
  for (let j = 0; j < c.length; j++) if (c[j] !== 0) addScaled(x, c[j]!, vectors[j]!);
  const square = flatDot(x, x);
  const from = flatDot(vectors[k]!, x) + square;
  const heights = new Float64Array(c.length);
  let lowest = 0;
  for (let j = 0; j < c.length; j++) {
    if (j === k) continue;
    const height = flatDot(vectors[j]!, x) - from;
    heights[j] = height;
    if (height < lowest) lowest = height;
  }
  return { square, heights, lowest };
}

/** λ, and −1 for k: the coefficients of x = Σ_j λ_j w_j − w_k; null if A_TT is singular to rounding. */
function coefficients(
  { solved, sums }: HullFaces,
  leftOut: readonly number[],
  k: number,
): Float64Array | null {
  const block = choleskyFactor(leftOut.map(i => leftOut.map(j => solved[i]![j]!)));
  if (block === null) return null;
  const toOwn = withoutRows(solved, solved[k]!, leftOut, block);
  const toOnes = withoutRows(solved, sums, leftOut, block);
  const beta = sumOf(toOwn) / sumOf(toOnes);
  addScaled(toOwn, -beta, toOnes);
  const own = toOwn[k]!;
  for (let j = 0; j < toOwn.length; j++) toOwn[j] = -toOwn[j]! / own;
  toOwn[k] = -1;
  return toOwn;
}

/** A_TT⁻¹ r from B r: (Br)_T − B_TR B_RR⁻¹ (Br)_R, and zero on the rows R left out. */
function withoutRows(
  solved: readonly Float64Array[],
  values: Float64Array,
  leftOut: readonly number[],
  block: number[][],
): Float64Array {
  const result = values.slice();
  choleskySolve(
    block,
    leftOut.map(i => values[i]!),
  ).forEach((weight, at) => {
    addScaled(result, -weight, solved[leftOut[at]!]!);
  });
  for (const j of leftOut) result[j] = 0;
  return result;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < values.length; j++) sum += values[j]!;
  return sum;
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
