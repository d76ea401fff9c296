import { absent, type Metric } from './metric.js';
import { mean } from './pairs.js';
import { withoutDirection } from './zeroMeans.js';

/** `nc5.ood` = mean_k |cos(m_k, m_ood)| */
export const nc5Ood: Metric = {
  id: 'nc5.ood',
  title: 'Class means against out-of-distribution samples',
  formula: 'mean_k |cos(m_k, m_ood)|',
  description:
    'm_ood is the mean feature of samples of no class, m_k are the class means, not centred: 0 where ' +
    'they are orthogonal. Absent without out-of-distribution samples (option ood, or --ood), and if a ' +
    'mean is zero.',
  range: [0, 1],
  collapse: '0',
  direction: 'falls',
  weighted: false,
  source: 'Ammar et al. 2024 (NECO, arXiv:2310.06823)',
  compute({ statistics, oodMean }) {
    if ('absent' in oodMean) return oodMean;
    const length = Math.hypot(...oodMean);
    if (!(length > 0)) return absent('the mean of the out-of-distribution features is zero');
    const rows = statistics.means.to2DArray();
    const norms = rows.map(row => Math.hypot(...row));
    const undefinedAngle = withoutDirection(norms, 'the mean');
    if (undefinedAngle) return undefinedAngle;
    const inner = (row: readonly number[]) => row.reduce((sum, x, j) => sum + x * oodMean[j]!, 0);
    return mean(rows.map((row, k) => Math.min(1, Math.abs(inner(row)) / (norms[k]! * length))));
  },
};
