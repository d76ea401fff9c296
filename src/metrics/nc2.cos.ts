import type { Metric } from './metric.js';
import { meanOverPairs, pairCosines } from './pairs.js';
import { withoutDirection } from './zeroMeans.js';

/** `nc2.cos` = mean_{k≠l} cos(m_k, m_l) */
export const nc2Cos: Metric = {
  id: 'nc2.cos',
  title: 'Mean cosine between class means',
  formula: 'mean_{k≠l} cos(m_k, m_l)',
  description:
    'Of the class means themselves, not centered: tells a simplex ETF (−1/(K−1)) from an orthogonal ' +
    'frame (0). Absent if a class mean is zero, or shorter than 2⁻²³ of its features.',
  range: [-1, 1],
  collapse: '−1/(K−1) for an ETF, 0 for an orthogonal frame',
  direction: 'depends',
  weighted: false,
  source: 'Massion, Makhlouf, Massart 2026 (arXiv:2606.00344)',
  compute({ geometry: { gram, norms, directionLimits } }) {
    const undefinedAngle = withoutDirection(norms, 'the mean', directionLimits.means);
    return undefinedAngle ?? meanOverPairs(pairCosines(gram));
  },
};
