import { logEnergies } from './directionEnergies.js';
import type { Metric } from './metric.js';

/** `gnc2.uniformity.log` = mean_{k<l} −ln ‖û_k − û_l‖ */
export const gnc2UniformityLog: Metric = {
  id: 'gnc2.uniformity.log',
  title: 'Mean logarithmic energy of pairs of class-mean directions',
  formula: 'mean_{k<l} −ln ‖û_k − û_l‖',
  description:
    'û_k = (m_k − m_G)/‖m_k − m_G‖: how uniformly the directions of the class means fill the ' +
    'sphere; the kernel of s = 0. Absent if a class mean coincides with the center or two centered ' +
    'means have the same direction.',
  range: [-Math.LN2, Number.POSITIVE_INFINITY],
  collapse: '−½ ln(2K/(K−1)) for K ≤ d+1, the smallest there is',
  direction: 'falls',
  weighted: true,
  source: 'Liu et al. 2023 (arXiv:2303.06484)',
  compute(context) {
    const moments = logEnergies(context);
    return 'absent' in moments ? moments : moments.mean;
  },
};
