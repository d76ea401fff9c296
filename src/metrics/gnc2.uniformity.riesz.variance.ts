import { rieszEnergies } from './directionEnergies.js';
import type { Metric } from './metric.js';

/** `gnc2.uniformity.riesz.variance` = var_{k<l} 1/‖û_k − û_l‖ */
export const gnc2UniformityRieszVariance: Metric = {
  id: 'gnc2.uniformity.riesz.variance',
  title: 'Spread of the riesz energy of pairs of class-mean directions',
  formula: 'var_{k<l} 1/‖û_k − û_l‖',
  description:
    'û_k = (m_k − m_G)/‖m_k − m_G‖. Population variance over the pairs of what ' +
    'gnc2.uniformity.riesz is the mean of. Absent if a class mean coincides with the center or ' +
    'two centered means have the same direction.',
  range: [0, Number.POSITIVE_INFINITY],
  collapse: '0 for K ≤ d+1',
  direction: 'falls',
  weighted: true,
  source: 'Liu et al. 2023 (arXiv:2303.06484)',
  compute(context) {
    const moments = rieszEnergies(context);
    return 'absent' in moments ? moments : moments.deviation ** 2;
  },
};
