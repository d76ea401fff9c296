import type { ClassSummary } from './classSummary.js';

/** ‖H‖_F² = Σ_k n_k (‖m_k‖² + v_k), from class statistics. */
export function featureEnergy({ counts, means, variances }: ClassSummary): number {
  return means
    .to2DArray()
    .reduce(
      (sum, mean, k) => sum + counts[k]! * (mean.reduce((total, x) => total + x * x, 0) + variances[k]!),
      0,
    );
}
