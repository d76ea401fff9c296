import type { Metric } from './metric.js';
import { momentsOverPairs, pairCosines } from './pairs.js';
import { withoutDirection } from './zeroMeans.js';

/** `nc2.equiangular` = std_{k≠l} cos(m_k − m_G, m_l − m_G) */
export const nc2Equiangular: Metric = {
  id: 'nc2.equiangular',
  title: 'Spread of the angles between centered class means',
  formula: 'std_{k≠l} cos(m_k − m_G, m_l − m_G)',
  description:
    'Population standard deviation over the pairs of classes. Absent if a class mean coincides with ' +
    'the center.',
  range: [0, 1],
  collapse: '0',
  direction: 'falls',
  weighted: true,
  source: 'Papyan, Han, Donoho 2020 (doi:10.1073/pnas.2015509117)',
  compute({ geometry: { centeredGram, centeredNorms, directionLimits } }) {
    const undefinedAngle = withoutDirection(centeredNorms, 'the centered mean', directionLimits.centered);
    return undefinedAngle ?? momentsOverPairs(pairCosines(centeredGram)).deviation;
  },
};
