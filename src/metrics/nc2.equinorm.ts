import { absent, type Metric } from './metric.js';
import { mean, standardDeviation } from './pairs.js';

/** `nc2.equinorm` = std_k ‖m_k − m_G‖ / mean_k ‖m_k − m_G‖ */
export const nc2Equinorm: Metric = {
  id: 'nc2.equinorm',
  title: 'Spread of the lengths of the centered class means',
  formula: 'std_k ‖m_k − m_G‖ / mean_k ‖m_k − m_G‖',
  description:
    'Population standard deviation over the K classes; m_G is the center of the chosen weighting. ' +
    'Absent if all class means coincide.',
  range: [0, Number.POSITIVE_INFINITY],
  collapse: '0',
  direction: 'falls',
  weighted: true,
  source: 'Papyan, Han, Donoho 2020 (doi:10.1073/pnas.2015509117)',
  compute({ geometry: { centeredNorms, betweenTrace } }) {
    if (!(betweenTrace > 0)) return absent('all class means coincide');
    return standardDeviation(centeredNorms) / mean(centeredNorms);
  },
};
