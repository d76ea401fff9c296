import type { Metric } from './metric.js';
import { mapPairs, meanOverPairs, pairCosines } from './pairs.js';
import { withoutDirection } from './zeroMeans.js';

/** `nc2.maxangle` = mean_{k≠l} |cos(m_k − m_G, m_l − m_G) + 1/(K−1)| */
export const nc2Maxangle: Metric = {
  id: 'nc2.maxangle',
  title: 'Distance of the angles from the largest possible equal angle',
  formula: 'mean_{k≠l} |cos(m_k − m_G, m_l − m_G) + 1/(K−1)|',
  description:
    'K equal angles cannot be wider than that of cosine −1/(K−1), the simplex ETF. Absent if a class ' +
    'mean coincides with the center.',
  range: [0, 2],
  collapse: '0',
  direction: 'falls',
  weighted: true,
  source: 'Papyan, Han, Donoho 2020 (doi:10.1073/pnas.2015509117)',
  compute({ statistics: { classes }, geometry: { centeredGram, centeredNorms, directionLimits } }) {
    const undefinedAngle = withoutDirection(centeredNorms, 'the centered mean', directionLimits.centered);
    if (undefinedAngle) return undefinedAngle;
    const widest = -1 / (classes - 1);
    return meanOverPairs(mapPairs(pairCosines(centeredGram), cosine => Math.abs(cosine - widest)));
  },
};
