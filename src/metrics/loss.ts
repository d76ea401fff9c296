import { absent } from '../base/absent.js';
import { featureEnergy } from '../statistics/featureEnergy.js';
import type { MetricFamily } from './metric.js';

/** How far the loss is above the predicted minimum. */
export const loss = {
  /** L / L⋆ − 1 */
  'loss.theory': {
    title: 'Excess of the loss over the predicted minimum',
    formula: 'L / L⋆ − 1',
    description:
      'L is the loss of the unconstrained-features model at the measured features, weights and bias, ' +
      'penalties included; L⋆ its global minimum. Absent without a prediction or a head, if the data ' +
      'loss is not known, if the minimum is zero or has no scale, and if λ_b is assumed infinite for a ' +
      'head that has a bias.',
    range: [-1, Number.POSITIVE_INFINITY],
    collapse: '0',
    direction: 'falls',
    weighted: false,
    source: 'this project; docs/theory.md',
    compute({ theory, head, statistics }) {
      if ('absent' in theory) return theory;
      if ('absent' in head) return head;
      const { loss: predicted, setting } = theory.prediction;
      if (typeof predicted !== 'number') return predicted;
      if (typeof theory.dataLoss !== 'number') return theory.dataLoss;
      if (!(predicted > 0)) return absent('the predicted minimum is zero');
      const { lambdaW, lambdaH, lambdaB } = setting;
      const size = head.bias === null ? 0 : Math.hypot(...head.bias);
      if (size > 0 && lambdaB === Number.POSITIVE_INFINITY) {
        return absent('the head has a bias, but λ_b is assumed infinite');
      }
      const bias = size === 0 ? 0 : (lambdaB / 2) * size ** 2;
      const penalties =
        (lambdaW / 2) * head.kernel.norm() ** 2 + (lambdaH / 2) * featureEnergy(statistics) + bias;
      return (theory.dataLoss + penalties) / predicted - 1;
    },
  },
} satisfies MetricFamily;
