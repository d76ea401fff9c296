import { meansCoincide } from '../statistics/centeredMeans.js';
import { absent, type Metric } from './metric.js';
import { mapPairs, meanOverPairs, pairsOf } from './pairs.js';

/** `nc1.cdnv` = mean_{k<l} (v_k + v_l) / (2 ‖m_k − m_l‖²) */
export const nc1Cdnv: Metric = {
  id: 'nc1.cdnv',
  title: 'Class-distance normalized variance',
  formula: 'mean_{k<l} (v_k + v_l) / (2 ‖m_k − m_l‖²)',
  description:
    'v_k is the mean squared distance of class k to its mean. Pairwise, so independent of the ' +
    'weighting. Absent if two class means coincide.',
  range: [0, Number.POSITIVE_INFINITY],
  collapse: '0',
  direction: 'falls',
  weighted: false,
  source: 'Galanti, György, Hutter 2022 (arXiv:2112.15121)',
  compute({ statistics, geometry: { distances } }) {
    if (meansCoincide(statistics, distances)) return absent('two class means coincide');
    const v = Float64Array.from(statistics.variances);
    return meanOverPairs(mapPairs(pairsOf(distances), (squared, k, l) => (v[k]! + v[l]!) / (2 * squared)));
  },
};
