import type { Matrix } from '../linalg/dense.js';
import type { MatrixView } from '../linalg/matrixView.js';
import type { SpectrumEstimate } from './spectrumEstimate.js';

/** What the metrics need to know about N features of K classes. Everything here is K×K, K×d or smaller. */
export interface ClassSummary {
  /** K */
  readonly classes: number;
  /** d */
  readonly featureDim: number;
  /** N = Σ n_k */
  readonly samples: number;
  /** n_k, all positive */
  readonly counts: readonly number[];
  /** Row k is m_k (K×d, float64). */
  readonly means: Matrix;
  /** v_k = (1/n_k) Σ_{i in k} ‖h_i − m_k‖² */
  readonly variances: readonly number[];
  /**
   * Uᵀ Σ_W U (r×r): the within-class covariance on the span of the centered class means, the only part of the d×d
   * matrix that any metric needs. Null where it was not collected.
   */
  readonly scatterInSpan: Matrix | null;
  /** Row k is Uᵀ(m_k − m̄) (K×r): the centered class means in the coordinates of that span. */
  readonly meansInSpan: Matrix;
  /** The smallest coordinate of any feature: not negative behind a ReLU */
  readonly smallest: number;
  /** ‖m_k − m_l‖² (K×K) where K is large, see {@link SummaryLimits}; else the means give them. */
  readonly distances?: MatrixView;
  /**
   * Estimates of what needs the eigenvalues of Σ_B, per weighting that was asked for, where min(K − 1, d) is too large to
   * have them: then the span has not been computed, and `scatterInSpan` and `meansInSpan` are empty.
   */
  readonly spectrum?: Readonly<Partial<Record<Weighting, SpectrumEstimate>>>;
  /**
   * The power of two that features were divided by while this was computed, where it is not 1: squares of very small and
   * very large numbers leave the range of float32. Everything here is in the features' own numbers.
   */
  readonly unit?: number;
  /** Largest number of bytes in tensors, those of the caller included, that was seen while this was computed. */
  readonly peakDeviceBytes?: number;
  /** Share of the samples whose nearest class mean is the class that the network decides for; null if not asked. */
  readonly nearestMeanAgreement: number | null;
}

/**
 * How classes of different size enter Σ_B and the center of the means.
 * - `class`: every class counts the same; Σ_B = (1/K) Σ_k (m_k − m̄)(m_k − m̄)ᵀ, center m̄ = (1/K) Σ_k m_k
 * - `sample`: every sample counts the same; Σ_B = Σ_k π_k (m_k − m_G)(m_k − m_G)ᵀ, center m_G = Σ_k π_k m_k
 *
 * Σ_W is over samples in both. For balanced data the two coincide.
 */
export type Weighting = 'class' | 'sample';

/** Weight of each class in Σ_B and in the center: 1/K or π_k. */
export function classWeights(counts: readonly number[], weighting: Weighting): number[] {
  const samples = counts.reduce((sum, n) => sum + n, 0);
  return weighting === 'class' ? counts.map(() => 1 / counts.length) : counts.map(n => n / samples);
}

/** Up to where statistics are worked out exactly, and in what portions. */
export interface SummaryLimits {
  /**
   * Largest K for which every K×K number is computed on the host, in float64. For more classes the Gram matrix of the
   * class means is computed on the device, in float32. Default 256.
   */
  readonly hostClasses: number;
  /**
   * Largest min(K − 1, d) whose eigenvalues are computed where K exceeds `hostClasses`; above it nc1.pinv and
   * rank.effective are estimated. Default 256.
   */
  readonly exactRank: number;
  /** The weightings that estimates are made for: each costs its share. Default both. */
  readonly weightings: readonly Weighting[];
  /** Bytes of the tensors that exist while one tile of rows is worked on. Default 64 MiB. */
  readonly tileBytes: number;
}

/** The limits that nothing else is said about. */
export const SUMMARY_LIMITS: SummaryLimits = {
  hostClasses: 256,
  exactRank: 256,
  weightings: ['class', 'sample'],
  tileBytes: 2 ** 26,
};
