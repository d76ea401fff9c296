import { type Absent, absent } from '../base/absent.js';
import type { ClassEncoding } from '../encodings/classEncoding.js';
import { isOneHot } from '../encodings/oneHotCodes.js';
import { weightedMean } from '../statistics/centeredMeans.js';
import { dot } from './geometry.js';
import type { MetricFamily, PredictedOptimum } from './metric.js';

/** How far the bias is from the one that centers the labels, and from the predicted one. */
export const bias = {
  /** ‖ b − (Eπ − W m_G) ‖ / ‖Eπ‖ */
  'bias.centering': {
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
      const frequencies = counts.map(n => n / samples);
      const target = encoding.mean(counts);
      const size = Math.hypot(...target);
      // Codes have float32 precision at least, so that centered codes leave no more than rounding.
      if (!(size > 1e-7 * sizeOfCodes(encoding))) return absent('the mean code Eπ is zero');
      const globalMean = weightedMean(means, frequencies);
      const output = head.kernel
        .transpose()
        .to2DArray()
        .map(row => dot(row, globalMean));
      return Math.hypot(...target.map((value, j) => head.bias![j]! - (value - output[j]!))) / size;
    },
  },
  /** ‖ b − b⋆ ‖ / ‖b⋆‖ */
  'bias.theory': {
    title: 'Distance of the bias from the predicted one',
    formula: '‖ b − b⋆ ‖ / ‖b⋆‖',
    description:
      'b⋆ is the bias that the unconstrained-features model predicts. Absent without a prediction, ' +
      'without a bias, and if the predicted bias is zero or has no scale.',
    range: [0, Number.POSITIVE_INFINITY],
    collapse: '0',
    direction: 'falls',
    weighted: false,
    source: 'this project; docs/theory.md',
    compute({ theory, head }) {
      if ('absent' in theory) return theory;
      if ('absent' in head) return head;
      if (head.bias === null) return absent('the head has no bias');
      const { bias: predicted } = theory.prediction;
      if ('absent' in predicted) return predicted as Absent;
      const size = Math.hypot(...predicted);
      if (isZeroBias(size, theory.prediction.setting)) return absent('the predicted bias is zero');
      return Math.hypot(...head.bias.map((value, j) => value - predicted[j]!)) / size;
    },
  },
} satisfies MetricFamily;

/** ‖E‖_F */
function sizeOfCodes(encoding: ClassEncoding): number {
  return isOneHot(encoding) ? Math.sqrt(encoding.classes) : encoding.matrix.norm();
}

/** Codes have float32 precision at least, and descent ends at a gradient of 1e-6 in a record. */
const ROUNDING = 1e-7;

/**
 * Whether a predicted bias of length ‖b‖ is rounding. With the squared loss it is compared with the codes, whose mean it
 * is without a penalty; with cross-entropy, with logits of order one.
 */
export function isZeroBias(
  size: number,
  { loss, encoding }: Pick<PredictedOptimum['setting'], 'loss' | 'encoding'>,
): boolean {
  const scale = loss === 'mse' ? encoding.matrix.norm() / Math.sqrt(encoding.classes) : 1;
  return !(size > ROUNDING * scale);
}
