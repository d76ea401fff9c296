import { absent, type Metric } from './metric.js';

/** `nc1.ratio` = tr Σ_W / tr Σ_B */
export const nc1Ratio: Metric = {
  id: 'nc1.ratio',
  title: 'Within-class against between-class variance, trace form',
  formula: 'tr Σ_W / tr Σ_B',
  description:
    'Total within-class variance over total between-class variance: unlike nc1.pinv it also sees ' +
    'variability outside the span of the class means. Absent if all class means coincide.',
  range: [0, Number.POSITIVE_INFINITY],
  collapse: '0',
  direction: 'falls',
  weighted: true,
  source: 'Tirer, Huang, Niles-Weed 2023 (arXiv:2210.16658)',
  compute({ geometry: { withinTrace, betweenTrace } }) {
    return betweenTrace > 0 ? withinTrace / betweenTrace : absent('all class means coincide: Σ_B is zero');
  },
};
