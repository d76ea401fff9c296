import { Matrix, rowGram, type SymmetricEigen, symmetricEigen } from '../linalg/dense.js';
import { centredMeans, centredRows } from '../statistics/centredMeans.js';
import type { ClassSummary } from '../statistics/classSummary.js';

/**
 * How classes of different size enter Σ_B and the centre of the means.
 * - `class`: every class counts the same; Σ_B = (1/K) Σ_k (m_k − m̄)(m_k − m̄)ᵀ, centre m̄ = (1/K) Σ_k m_k
 * - `sample`: every sample counts the same; Σ_B = Σ_k π_k (m_k − m_G)(m_k − m_G)ᵀ, centre m_G = Σ_k π_k m_k
 *
 * Σ_W is over samples in both. For balanced data the two coincide.
 */
export type Weighting = 'class' | 'sample';

/** K×K and K×d quantities that several metrics share, computed once per record. */
export interface Geometry {
  readonly weighting: Weighting;
  /** Weight of each class in Σ_B and in the centre: 1/K or π_k */
  readonly weights: readonly number[];
  /** Row k is m_k − m_G (K×d), m_G the chosen centre */
  readonly centredMeans: Matrix;
  /** Gram of the centred means (K×K) */
  readonly centredGram: Matrix;
  /** Gram of the class means themselves (K×K) */
  readonly gram: Matrix;
  /** ‖m_k − m_G‖ */
  readonly centredNorms: readonly number[];
  /** tr Σ_W = Σ_k π_k v_k */
  readonly withinTrace: number;
  /** tr Σ_B */
  readonly betweenTrace: number;
  /** Eigenvalues of Σ_B and its eigenvectors in the coordinates of the span of the centred means */
  readonly between: SymmetricEigen;
}

/** Derives the shared geometry from class statistics. */
export function geometry(statistics: ClassSummary, weighting: Weighting): Geometry {
  const { counts, samples, classes, means, meansInSpan, variances } = statistics;
  const shares = counts.map(n => n / samples);
  const weights = weighting === 'class' ? counts.map(() => 1 / classes) : shares;
  const centred = centredMeans(means, weights);
  const centredGram = rowGram(centred);
  const gram = rowGram(means);
  const squaredNorms = centredGram.diagonal();
  return {
    weighting,
    weights,
    centredMeans: centred,
    centredGram,
    gram,
    centredNorms: squaredNorms.map(Math.sqrt),
    withinTrace: dot(shares, variances),
    betweenTrace: dot(weights, squaredNorms),
    between: betweenInSpan(centredRows(meansInSpan, weights), weights),
  };
}

/** Σ_k x_k y_k */
export function dot(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0);
}

function betweenInSpan(rows: Matrix, weights: readonly number[]): SymmetricEigen {
  if (rows.columns === 0) return { values: [], vectors: new Matrix(0, 0) };
  const scaled = rows.clone().mulColumnVector(weights.map(Math.sqrt));
  return symmetricEigen(rowGram(scaled.transpose()));
}
