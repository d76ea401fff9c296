import { absent } from '../base/absent.js';
import type { MetricFamily } from './metric.js';

/** How far weights and features are from the balance of a critical point. */
export const balance = {
  /** ‖ λ_W WᵀW − λ_H HHᵀ ‖_F / ‖λ_W WᵀW‖_F */
  'balance.residual': {
    title: 'How far the network is from a critical point',
    formula: '‖ λ_W WᵀW − λ_H HHᵀ ‖_F / ‖λ_W WᵀW‖_F',
    description:
      'At every critical point of the unconstrained-features model with features of any sign the two matrices ' +
      'are equal. With a calibrated λ_H their traces are, and the residual says how far weights and features ' +
      'are from proportional. Behind a ReLU only the traces agree, since coordinates at zero need no ' +
      'stationarity: the exact optimum of balanced one-hot targets with a free bias has 1/√K. A record has the ' +
      "predicted optimum's residual beside the measured one, and how near the two are says how much a " +
      'comparison with theory means. Absent without a head, and for a head that is not trained.',
    range: [0, Number.POSITIVE_INFINITY],
    collapse: '0; behind a ReLU the predicted one, 1/√K for balanced one-hot targets with a free bias',
    direction: 'falls',
    weighted: false,
    source: 'this project; docs/theory.md',
    compute({ theory }) {
      if ('absent' in theory) return theory;
      return theory.balanceResidual ?? absent('weights and features were not compared');
    },
  },
} satisfies MetricFamily;
