import type { MetricId } from '../src/metrics/registry.js';

/** How a metric is drawn on the axis: logarithmic, logarithmic in 1 − value, or as it is. */
export type Scale = 'log' | 'shortfall' | 'linear';

/** One chart of the page: one metric at a time, chosen from these; the first one to begin with. */
export interface MetricGroup {
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence */
  readonly help: string;
  readonly metrics: readonly MetricId[];
}

export const metricGroups: readonly MetricGroup[] = [
  {
    id: 'nc1',
    title: 'NC1 Variability collapse',
    help: 'Samples gather at the mean of their class: falls to 0.',
    metrics: ['nc1.pinv', 'nc1.ratio', 'nc1.cdnv'],
  },
  {
    id: 'nc2',
    title: 'NC2 Shape of the class means',
    help: 'Distance of the class means from an ideal geometry: simplex ETF, orthogonal frame, or the predicted one.',
    metrics: [
      ...(['nc2.theory', 'nc2.etf', 'nc2.equinorm', 'nc2.equiangular', 'nc2.maxangle', 'nc2.of'] as const),
      ...(['gnc2.uniformity.dist.variance', 'gnc2.uniformity.log.variance'] as const),
      'gnc2.uniformity.riesz.variance',
    ],
  },
  {
    id: 'angles',
    title: 'NC2 Angles between class means',
    help: 'Mean cosine between class means: −1/(K−1) for a simplex ETF, 0 for an orthogonal frame.',
    metrics: [
      'nc2.cos',
      'gnc2.margin',
      'gnc2.uniformity.dist',
      'gnc2.uniformity.log',
      'gnc2.uniformity.riesz',
    ],
  },
  {
    id: 'nc3',
    title: 'NC3 Self-duality',
    help: 'Classifier rows align with class means: the distance falls to 0.',
    metrics: ['nc3.dual', 'nc3.dual.encoded', 'gnc3.alignment', 'gnc3.alignment.variance'],
  },
  {
    id: 'nc4',
    title: 'NC4 Nearest class center',
    help: 'Share of samples on which the network and the nearest class mean disagree: falls to 0.',
    metrics: ['nc4.ncc'],
  },
  {
    id: 'training',
    title: 'Training and theory',
    help: 'Loss, error, and how far the network is from the predicted minimum.',
    metrics: [
      ...(['train.accuracy', 'train.loss', 'loss.theory', 'logits.theory', 'balance.residual'] as const),
      ...(['bias.theory', 'bias.centering', 'mse.central_path', 'mse.central_path.nc1'] as const),
      ...(['mse.central_path.nc23', 'rank.effective', 'nc5.ood'] as const),
    ],
  },
];

const SHORTFALL: ReadonlySet<string> = new Set(['nc4.ncc', 'train.accuracy', 'gnc3.alignment']);
const LINEAR: ReadonlySet<string> = new Set([
  ...['nc2.cos', 'gnc2.margin', 'gnc2.uniformity.dist', 'gnc2.uniformity.log'],
  ...['gnc2.uniformity.riesz', 'rank.effective'],
]);

/** The axis that shows the approach to collapse. */
export function scaleOf(id: string): Scale {
  if (SHORTFALL.has(id)) return 'shortfall';
  return LINEAR.has(id) ? 'linear' : 'log';
}
