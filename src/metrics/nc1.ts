import { type Absent, absent } from '../base/absent.js';
import { numericalRank } from '../linalg/dense.js';
import { columnDots, product } from '../linalg/product.js';
import { meansCoincide } from '../statistics/centeredMeans.js';
import type { Estimate } from '../statistics/estimate.js';
import type { MetricFamily } from './metric.js';
import { mapPairs, meanOverPairs, pairsOf } from './pairs.js';

/** NC1: variability within the classes vanishes. */
export const nc1 = {
  /** tr(Σ_W Σ_B⁺) / K */
  'nc1.pinv': {
    title: 'Within-class variability against between-class, pseudo-inverse form',
    formula: 'tr(Σ_W Σ_B⁺) / K',
    description:
      'Σ_W is the within-class covariance over samples, Σ_B the between-class covariance of the chosen ' +
      'weighting, ⁺ the pseudo-inverse: eigenvalues λ_j ≤ K·2⁻⁵²·λ_max are left out, and the record ' +
      'states the rank that remains. Computed as (1/K) Σ_j λ_j⁻¹ u_jᵀ Σ_W u_j in the span of the ' +
      'centered class means, so that no d×d matrix is formed. Where both K − 1 and d exceed 256 it is ' +
      'estimated from random directions, and the record states the bound. Absent if all class means coincide.',
    range: [0, Number.POSITIVE_INFINITY],
    collapse: '0',
    direction: 'falls',
    weighted: true,
    source: 'Papyan, Han, Donoho 2020 (doi:10.1073/pnas.2015509117)',
    compute({ statistics, geometry: { between, spectrum } }) {
      if (spectrum !== null) return perClass(spectrum.pinvTrace, statistics.classes);
      const { values, vectors } = between;
      const rank = numericalRank(values, statistics.classes);
      if (rank === 0) return absent('all class means coincide: Σ_B is zero');
      if (statistics.scatterInSpan === null) return absent('the within-class scatter was not collected');
      const along = columnDots(vectors, product(statistics.scatterInSpan, vectors));
      const trace = values.slice(0, rank).reduce((sum, value, j) => sum + along[j]! / value, 0);
      return trace / statistics.classes;
    },
  },
  /** tr Σ_W / tr Σ_B */
  'nc1.ratio': {
    title: 'Within-class against between-class variance, trace form',
    formula: 'tr Σ_W / tr Σ_B',
    description:
      'Total within-class variance over total between-class variance: unlike nc1.pinv it also sees ' +
      'variability outside the span of the class means. Absent if all class means coincide.',
    range: [0, Number.POSITIVE_INFINITY],
    collapse: '0',
    direction: 'falls',
    weighted: true,
    source: 'Tirer, Huang, Niles-Weed 2023 (arXiv:2210.16658)',
    compute({ geometry: { withinTrace, betweenTrace } }) {
      return betweenTrace > 0 ? withinTrace / betweenTrace : absent('all class means coincide: Σ_B is zero');
    },
  },
  /** mean_{k<l} (v_k + v_l) / (2 ‖m_k − m_l‖²) */
  'nc1.cdnv': {
    title: 'Class-distance normalized variance',
    formula: 'mean_{k<l} (v_k + v_l) / (2 ‖m_k − m_l‖²)',
    description:
      'v_k is the mean squared distance of class k to its mean. Pairwise, so independent of the ' +
      'weighting. Absent if two class means coincide.',
    range: [0, Number.POSITIVE_INFINITY],
    collapse: '0',
    direction: 'falls',
    weighted: false,
    source: 'Galanti, György, Hutter 2022 (arXiv:2112.15121)',
    compute({ statistics, geometry: { distances } }) {
      if (meansCoincide(statistics, distances)) return absent('two class means coincide');
      const v = Float64Array.from(statistics.variances);
      return meanOverPairs(mapPairs(pairsOf(distances), (squared, k, l) => (v[k]! + v[l]!) / (2 * squared)));
    },
  },
} satisfies MetricFamily;

function perClass(trace: Estimate | Absent, classes: number): Estimate | Absent {
  return 'absent' in trace ? trace : { ...trace, value: trace.value / classes };
}
