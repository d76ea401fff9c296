import { alignments } from './alignments.js';
import type { Metric } from './metric.js';
import { mean } from './pairs.js';

/** `gnc3.alignment` = mean_k cos(w_k, m_k − m_G) */
export const gnc3Alignment: Metric = {
  id: 'gnc3.alignment',
  title: 'Mean alignment of classifier and class means',
  formula: 'mean_k cos(w_k, m_k − m_G)',
  description:
    'w_k is row k of W. Self-duality class by class and whatever the lengths: unlike nc3.dual it also ' +
    'holds where there are more classes than d + 1. Absent without a head, for targets that are not ' +
    'one-hot, and if a row of W is zero or a class mean coincides with the center.',
  range: [-1, 1],
  collapse: '1',
  direction: 'rises',
  weighted: true,
  source: 'Jiang et al. 2023 (arXiv:2310.05351)',
  compute(context) {
    const cosines = alignments(context);
    return 'absent' in cosines ? cosines : mean(cosines);
  },
};
