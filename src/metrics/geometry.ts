import {
  Matrix,
  type SymmetricEigen,
  squaredDistances,
  symmetricEigen,
  transposeOf,
} from '../linalg/dense.js';
import { kept, type MatrixView, rowOf, squareView } from '../linalg/matrixView.js';
import { rowGram } from '../linalg/product.js';
import { centeredMeans, centeredRows, squaredNorms } from '../statistics/centeredMeans.js';
import type { ClassSummary } from '../statistics/classSummary.js';
import { classWeights, type Weighting } from '../statistics/classSummary.js';
import { aroundCenter, directionResolution } from '../statistics/meanResolution.js';
import type { SpectrumEstimate } from '../statistics/spectrumEstimate.js';

export type { Weighting } from '../statistics/classSummary.js';

/** K×K and K×d quantities that several metrics share: each is computed once per record, when it is first read. */
export interface Geometry {
  readonly weighting: Weighting;
  /** Weight of each class in Σ_B and in the center: 1/K or π_k */
  readonly weights: readonly number[];
  /** Row k is m_k − m_G (K×d), m_G the chosen center */
  readonly centeredMeans: Matrix;
  /** Gram of the centered means (K×K) */
  readonly centeredGram: MatrixView;
  /** Gram of the class means themselves (K×K) */
  readonly gram: MatrixView;
  /** ‖m_k − m_l‖² (K×K) */
  readonly distances: MatrixView;
  /** ‖m_k − m_G‖ */
  readonly centeredNorms: readonly number[];
  /** ‖m_k‖ */
  readonly norms: readonly number[];
  /** Lengths below which m_k and m_k − m_G are rounding and have no direction */
  readonly directionLimits: { readonly means: readonly number[]; readonly centered: readonly number[] };
  /** tr Σ_W = Σ_k π_k v_k */
  readonly withinTrace: number;
  /** tr Σ_B */
  readonly betweenTrace: number;
  /** Eigenvalues of Σ_B and its eigenvectors in the coordinates of the span of the centered means; none if estimated */
  readonly between: SymmetricEigen;
  /** Estimates that replace `between` where the eigenvalues are too many to compute; null otherwise */
  readonly spectrum: SpectrumEstimate | null;
}

/** The shared geometry of class statistics. What no metric reads is never computed. */
export function geometryOf(statistics: ClassSummary, weighting: Weighting): Geometry {
  const { counts, samples, means, meansInSpan, variances, distances, spectrum } = statistics;
  const gramOf = (rows: Matrix) => (distances ? kept(gramOfDistances(rows, distances)) : rowGram(rows));
  // The same numbers as the diagonal of the Gram matrix.
  const normsOf = (rows: Matrix) => squaredNorms(rows).map(Math.sqrt);
  return lazily<Geometry>({
    weighting: () => weighting,
    weights: () => classWeights(counts, weighting),
    centeredMeans: ({ weights }) => centeredMeans(means, weights, variances),
    centeredGram: shared => gramOf(shared.centeredMeans),
    gram: () => gramOf(means),
    distances: () => distances ?? squaredDistances(means),
    centeredNorms: shared => normsOf(shared.centeredMeans),
    norms: () => normsOf(means),
    directionLimits: ({ weights }) => {
      const limits = directionResolution(statistics);
      return { means: limits, centered: aroundCenter(limits, weights) };
    },
    withinTrace: () =>
      dot(
        counts.map(n => n / samples),
        variances,
      ),
    betweenTrace: shared => dot(shared.weights, squaredNorms(shared.centeredMeans)),
    between: ({ weights }) => betweenInSpan(centeredRows(meansInSpan, weights), weights),
    spectrum: () => (spectrum ? (spectrum[weighting] ?? notEstimated(statistics, weighting)) : null),
  });
}

/** An object whose values are computed when they are first read, and may read one another. */
function lazily<T extends object>(compute: { readonly [K in keyof T]: (found: T) => T[K] }): T {
  const found = {} as T;
  for (const key of Object.keys(compute) as (keyof T)[]) {
    const get = () => {
      const value = compute[key](found);
      Object.defineProperty(found, key, { value, enumerable: true });
      return value;
    };
    Object.defineProperty(found, key, { get, enumerable: true, configurable: true });
  }
  return found;
}

/**
 * Says which classes have no direction, so that an angle is undefined; null where every norm is above its limit.
 *
 * @param limits below which a norm is rounding, see `directionResolution`; default 0
 */
export function withoutDirection(
  norms: readonly number[],
  what: string,
  limits?: readonly number[],
): { readonly absent: string } | null {
  const zero = norms.flatMap((norm, k) => (norm > (limits?.[k] ?? 0) ? [] : [k]));
  if (zero.length === 0) return null;
  const isExact = zero.every(k => !(norms[k]! > 0));
  const how = isExact ? 'zero' : 'zero up to rounding';
  return { absent: `${what} of class ${zero.join(', ')} is ${how} and has no direction` };
}

/** Σ_k x_k y_k */
export function dot(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0);
}

/**
 * g_kl = (‖m_k‖² + ‖m_l‖² − ‖m_k − m_l‖²)/2, as a view. Distances do not depend on the center, so that one K×K
 * table serves every Gram matrix. Norms and differences are float64.
 */
function gramOfDistances(rows: Matrix, distances: MatrixView): MatrixView {
  const norms = Float64Array.from(squaredNorms(rows));
  const get = (k: number, l: number) =>
    k === l ? norms[k]! : (norms[k]! + norms[l]! - distances.get(k, l)) / 2;
  const buffer = new Float64Array(rows.rows);
  return squareView(rows.rows, get, (k, into) => {
    const own = rowOf(distances, k, buffer);
    const norm = norms[k]!;
    for (let l = 0; l < into.length; l++) into[l] = (norm + norms[l]! - own[l]!) / 2;
    into[k] = norm;
  });
}

/** Estimates are expensive, so that only those of the requested weightings were made. */
function notEstimated({ classes, featureDim }: ClassSummary, weighting: Weighting): SpectrumEstimate {
  const reason = { absent: `not estimated for weighting '${weighting}'` };
  return { pinvTrace: reason, effectiveRank: reason, rank: Math.min(classes - 1, featureDim) };
}

function betweenInSpan(rows: Matrix, weights: readonly number[]): SymmetricEigen {
  if (rows.columns === 0) return { values: [], vectors: new Matrix(0, 0) };
  const gram = rowGram(transposeOf(rows.mulColumnVector(weights.map(Math.sqrt))));
  return diagonalEigen(gram) ?? symmetricEigen(gram);
}

/** Bound on the rounding of K products */
const DIAGONAL = 2 ** -44;

/**
 * Eigenvalues and eigenvectors of a matrix that is diagonal to rounding, |g_ij| ≤ 2⁻⁴⁴ √(g_ii g_jj), or null. Every
 * eigenvalue, the small ones too, is then g_jj to a relative K·2⁻⁴⁴. With equal weights the matrix is diagonal, since the
 * coordinates of the means are principal axes already.
 */
function diagonalEigen(gram: Matrix): SymmetricEigen | null {
  const values = gram.diagonal();
  const roots = values.map(Math.sqrt);
  for (let i = 0; i < gram.rows; i++) {
    const row = rowOf(gram, i);
    for (let j = 0; j < i; j++) if (!(Math.abs(row[j]!) <= DIAGONAL * roots[i]! * roots[j]!)) return null;
  }
  const order = values.map((_, j) => j).sort((i, j) => values[j]! - values[i]!);
  const vectors = Matrix.zeros(values.length, values.length);
  order.forEach((from, to) => {
    vectors.set(from, to, 1);
  });
  return { values: order.map(j => values[j]!), vectors };
}
