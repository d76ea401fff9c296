import { type MetricId, metricIds, metrics } from '../../src/metrics/registry.js';
import { encodeLayout, type SummaryValue } from './event.js';
import { metricTag } from './points.js';
import { pluginSummary } from './summaryValues.js';

/** What one looks at first. */
const FIRST: readonly MetricId[] = [
  'nc1.pinv',
  'nc2.theory',
  'nc2.cos',
  'nc3.dual',
  'nc4.ncc',
  'balance.residual',
  'train.accuracy',
  'train.loss',
];

/**
 * The layout of the CUSTOM SCALARS tab: a chart per metric, in which the runs `measured`, `predicted` and `validation` are
 * lines; what one looks at first is open, all metrics by family below it.
 */
export function layout(): SummaryValue {
  const families = [...new Set(metricIds.map(familyOf))];
  const category = [
    { title: 'measured, predicted, validation', chart: FIRST.map(chartOf) },
    ...families.map(family => ({
      title: family,
      chart: metricIds.filter(id => familyOf(id) === family).map(chartOf),
      closed: true,
    })),
  ];
  return pluginSummary('custom_scalars__config__', 'custom_scalars', {
    value: encodeLayout({ version: 0, category }),
  });
}

function familyOf(id: MetricId): string {
  return metricTag(id).split('/', 1)[0]!;
}

function chartOf(id: MetricId) {
  const tag = `^${metricTag(id).replaceAll('.', '\\.')}$`;
  return { title: `${id}: ${metrics[id].title}`, multiline: { tag: [tag] } };
}
