import { isZeroBias } from '../theory/zeroBias.js';
import { type Absent, absent, type Metric } from './metric.js';

/** `bias.theory` = ‖ b − b⋆ ‖ / ‖b⋆‖ */
export const biasTheory: Metric = {
  id: 'bias.theory',
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
};
