import { type ClassEncoding, isOneHot } from '../encodings/classEncoding.js';
import { weightedMean } from '../statistics/centeredMeans.js';
import { dot } from './geometry.js';
import { absent, type Metric } from './metric.js';

/** `bias.centering` = ‖ b − (Eπ − W m_G) ‖ / ‖Eπ‖ */
export const biasCentering: Metric = {
  id: 'bias.centering',
  title: 'Distance of the bias from the one that centers the labels',
  formula: '‖ b − (Eπ − W m_G) ‖ / ‖Eπ‖',
  description:
    'E holds the class codes as columns, π the class shares; m_G is the sample-weighted mean whatever ' +
    'the weighting, because stationarity of the squared loss in b gives that. Absent without a head ' +
    'or a bias, and if Eπ is zero.',
  range: [0, Number.POSITIVE_INFINITY],
  collapse: '0 for an unregularized bias under the squared loss',
  direction: 'falls',
  weighted: false,
  source: 'Massion, Makhlouf, Massart 2026 (arXiv:2606.00344)',
  compute({ statistics: { counts, samples, means }, head, encoding }) {
    if ('absent' in head) return head;
    if (head.bias === null) return absent('the head has no bias');
    const shares = counts.map(n => n / samples);
    const target = encoding.mean(counts);
    const size = Math.hypot(...target);
    // Codes are float32 at the least: what is left of exactly centered ones is rounding.
    if (!(size > 1e-7 * sizeOfCodes(encoding))) return absent('the mean code Eπ is zero');
    const globalMean = weightedMean(means, shares);
    const output = head.kernel
      .transpose()
      .to2DArray()
      .map(row => dot(row, globalMean));
    return Math.hypot(...target.map((value, j) => head.bias![j]! - (value - output[j]!))) / size;
  },
};

/** ‖E‖_F */
function sizeOfCodes(encoding: ClassEncoding): number {
  return isOneHot(encoding) ? Math.sqrt(encoding.classes) : encoding.matrix.norm();
}
