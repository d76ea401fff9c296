import { rieszEnergies } from './directionEnergies.js';
import type { Metric } from './metric.js';

/** `gnc2.uniformity.riesz` = mean_{k<l} 1/‖û_k − û_l‖ */
export const gnc2UniformityRiesz: Metric = {
  id: 'gnc2.uniformity.riesz',
  title: 'Mean riesz energy of pairs of class-mean directions',
  formula: 'mean_{k<l} 1/‖û_k − û_l‖',
  description:
    'û_k = (m_k − m_G)/‖m_k − m_G‖: how uniformly the directions of the class means fill the ' +
    'sphere; the Riesz kernel of s = 1, the Coulomb energy. Absent if a class mean coincides with ' +
    'the center or two centered means have the same direction.',
  range: [0.5, Number.POSITIVE_INFINITY],
  collapse: '√((K−1)/(2K)) for K ≤ d+1, the smallest there is',
  direction: 'falls',
  weighted: true,
  source: 'Liu et al. 2023 (arXiv:2303.06484)',
  compute(context) {
    const moments = rieszEnergies(context);
    return 'absent' in moments ? moments : moments.mean;
  },
};
