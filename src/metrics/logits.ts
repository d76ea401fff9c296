import { absent } from '../base/absent.js';
import { Matrix, transposeOf } from '../linalg/dense.js';
import { productTransposed } from '../linalg/product.js';
import type { MetricFamily } from './metric.js';

/** How far the logits are from the predicted ones. */
export const logits = {
  /** ‖ W M − Z⋆ ‖_F / ‖Z⋆‖_F */
  'logits.theory': {
    title: 'Distance of the logits of the class means from the predicted ones',
    formula: '‖ W M − Z⋆ ‖_F / ‖Z⋆‖_F',
    description:
      'W M holds the outputs for the class means, without the bias (c×K); Z⋆ is what the ' +
      'unconstrained-features model predicts. Absent without a prediction or a head, and if the ' +
      'predicted logits are zero or have no scale.',
    range: [0, Number.POSITIVE_INFINITY],
    collapse: '0',
    direction: 'falls',
    weighted: false,
    source: 'this project; docs/theory.md',
    compute({ theory, head, statistics: { means } }) {
      if ('absent' in theory) return theory;
      if ('absent' in head) return head;
      const { logits: predicted } = theory.prediction;
      if ('absent' in predicted) return predicted;
      const size = predicted.norm();
      if (!(size > 0)) return absent('the predicted logits are zero');
      return Matrix.sub(productTransposed(transposeOf(head.kernel), means), predicted).norm() / size;
    },
  },
} satisfies MetricFamily;
