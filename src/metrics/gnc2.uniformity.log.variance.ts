import { logEnergies } from './directionEnergies.js';
import type { Metric } from './metric.js';

/** `gnc2.uniformity.log.variance` = var_{k<l} −ln ‖û_k − û_l‖ */
export const gnc2UniformityLogVariance: Metric = {
  id: 'gnc2.uniformity.log.variance',
  title: 'Spread of the logarithmic energy of pairs of class-mean directions',
  formula: 'var_{k<l} −ln ‖û_k − û_l‖',
  description:
    'û_k = (m_k − m_G)/‖m_k − m_G‖. Population variance over the pairs of what ' +
    'gnc2.uniformity.log is the mean of. Absent if a class mean coincides with the center or two ' +
    'centered means have the same direction.',
  range: [0, Number.POSITIVE_INFINITY],
  collapse: '0 for K ≤ d+1',
  direction: 'falls',
  weighted: true,
  source: 'Liu et al. 2023 (arXiv:2303.06484)',
  compute(context) {
    const moments = logEnergies(context);
    return 'absent' in moments ? moments : moments.deviation ** 2;
  },
};
