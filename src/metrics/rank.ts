import { absent } from '../base/absent.js';
import type { MetricFamily } from './metric.js';

/** How many dimensions the class means take up. */
export const rank = {
  /** exp( −Σ_j p_j ln p_j ), p_j = λ_j / Σ λ */
  'rank.effective': {
    title: 'Effective rank of the between-class covariance',
    formula: 'exp( −Σ_j p_j ln p_j ), p_j = λ_j / Σ λ',
    description:
      'λ_j are the eigenvalues of Σ_B. Where both K − 1 and d exceed 256 it is estimated by Lanczos ' +
      'quadrature, and the record states the bound. Absent if all class means coincide.',
    range: [1, Number.POSITIVE_INFINITY],
    collapse: 'K−1 where d ≥ K−1',
    direction: 'rises',
    weighted: true,
    source: 'Roy, Vetterli 2007 (effective rank)',
    compute({ geometry: { between, spectrum } }) {
      if (spectrum !== null) return spectrum.effectiveRank;
      const positive = between.values.filter(value => value > 0);
      const trace = positive.reduce((sum, value) => sum + value, 0);
      if (!(trace > 0)) return absent('all class means coincide: Σ_B is zero');
      const entropy = positive.reduce((sum, value) => sum - (value / trace) * Math.log(value / trace), 0);
      return Math.exp(entropy);
    },
  },
} satisfies MetricFamily;
