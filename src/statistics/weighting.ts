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
