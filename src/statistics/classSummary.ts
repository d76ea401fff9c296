import type { Matrix } from '../linalg/dense.js';
import type { Table } from '../linalg/table.js';
import type { SpectrumEstimate } from './spectrumEstimate.js';
import type { SummaryLimits } from './summaryLimits.js';
import type { Weighting } from './weighting.js';

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
  readonly distances?: Table;
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
