import { distanceMoments } from './directionDistances.js';
import type { Metric } from './metric.js';

/** `gnc2.uniformity.dist.variance` = var_{k<l} ‖û_k − û_l‖ */
export const gnc2UniformityDistVariance: Metric = {
  id: 'gnc2.uniformity.dist.variance',
  title: 'Spread of the distance of pairs of class-mean directions',
  formula: 'var_{k<l} ‖û_k − û_l‖',
  description:
    'û_k = (m_k − m_G)/‖m_k − m_G‖. Population variance over the pairs of what ' +
    'gnc2.uniformity.dist is the mean of. Absent if a class mean coincides with the center.',
  range: [0, 1],
  collapse: '0 for K ≤ d+1',
  direction: 'falls',
  weighted: true,
  source: 'Liu et al. 2023 (arXiv:2303.06484)',
  compute(context) {
    const moments = distanceMoments(context);
    return 'absent' in moments ? moments : moments.deviation ** 2;
  },
};
