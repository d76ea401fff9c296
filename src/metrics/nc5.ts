import { absent } from '../base/absent.js';
import { withoutDirection } from './geometry.js';
import type { MetricFamily } from './metric.js';
import { mean } from './pairs.js';

/** NC5: samples of no class are orthogonal to the class means. */
export const nc5 = {
  /** mean_k |cos(m_k, m_ood)| */
  'nc5.ood': {
    title: 'Class means against out-of-distribution samples',
    formula: 'mean_k |cos(m_k, m_ood)|',
    description:
      'm_ood is the mean feature of samples of no class, m_k are the class means, not centered: 0 where ' +
      'they are orthogonal. Absent without out-of-distribution samples (option ood, or --ood), and if a ' +
      'mean is zero.',
    range: [0, 1],
    collapse: '0',
    direction: 'falls',
    weighted: false,
    source: 'Ammar et al. 2024 (NECO, arXiv:2310.06823)',
    compute({ statistics, oodMean, geometry: { norms, directionLimits } }) {
      if ('absent' in oodMean) return oodMean;
      const length = Math.hypot(...oodMean);
      // The lengths of these samples are not known and taken to be those of the measured ones.
      const limit = mean(directionLimits.means);
      if (!(length > limit)) {
        const how = length > 0 ? 'zero up to rounding' : 'zero';
        return absent(`the mean of the out-of-distribution features is ${how}`);
      }
      const rows = statistics.means.to2DArray();
      const undefinedAngle = withoutDirection(norms, 'the mean', directionLimits.means);
      if (undefinedAngle) return undefinedAngle;
      const inner = (row: readonly number[]) => row.reduce((sum, x, j) => sum + x * oodMean[j]!, 0);
      return mean(rows.map((row, k) => Math.min(1, Math.abs(inner(row)) / (norms[k]! * length))));
    },
  },
} satisfies MetricFamily;
