import { distanceMoments } from './directionDistances.js';
import type { Metric } from './metric.js';

/** `gnc2.uniformity.dist` = mean_{k<l} ‖û_k − û_l‖ */
export const gnc2UniformityDist: Metric = {
  id: 'gnc2.uniformity.dist',
  title: 'Mean distance of pairs of class-mean directions',
  formula: 'mean_{k<l} ‖û_k − û_l‖',
  description:
    'û_k = (m_k − m_G)/‖m_k − m_G‖: how uniformly the directions of the class means fill the ' +
    'sphere; the Riesz kernel of s = −1, to sign. Absent if a class mean coincides with the ' +
    'center.',
  range: [0, 2],
  collapse: '√(2K/(K−1)) for K ≤ d+1, the largest there is',
  direction: 'rises',
  weighted: true,
  source: 'Liu et al. 2023 (arXiv:2303.06484)',
  compute(context) {
    const moments = distanceMoments(context);
    return 'absent' in moments ? moments : moments.mean;
  },
};
