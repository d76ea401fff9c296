import { alignments } from './alignments.js';
import type { Metric } from './metric.js';
import { standardDeviation } from './pairs.js';

/** `gnc3.alignment.variance` = var_k cos(w_k, m_k − m_G) */
export const gnc3AlignmentVariance: Metric = {
  id: 'gnc3.alignment.variance',
  title: 'Spread of the alignment of classifier and class means',
  formula: 'var_k cos(w_k, m_k − m_G)',
  description:
    'Population variance over the classes of what gnc3.alignment is the mean of; w_k is row k of W. ' +
    'Absent where gnc3.alignment is.',
  range: [0, 1],
  collapse: '0',
  direction: 'falls',
  weighted: true,
  source: 'Jiang et al. 2023 (arXiv:2310.05351)',
  compute(context) {
    const cosines = alignments(context);
    return 'absent' in cosines ? cosines : standardDeviation(cosines) ** 2;
  },
};
