import { type MetricId, metricIds, metrics } from '../src/metrics/registry.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';
import { type Scale, scaleOf } from './metricGroups.js';
import { type Point, series } from './points.js';

/** One metric over the epochs. */
export interface MetricSeries {
  readonly measured: readonly Point[];
  readonly predicted: readonly Point[];
  readonly validation: readonly Point[];
}

/** What the page says of a metric. */
export interface MetricText {
  readonly title: string;
  readonly formula: string;
  readonly collapse: string;
  readonly scale: Scale;
}

type Records = readonly NeuralCollapseRecord[];

/** Every metric that a run has values of. */
export function metricSeries(records: Records): Record<string, MetricSeries> {
  return present(metricIds.map(id => [id, seriesOf(id, records)] as const));
}

/** Of a share near 1 the distance to 1 is shown: it needs digits of its own. */
const DIGITS_NEAR_ONE = 10;

function seriesOf(id: MetricId, records: Records): MetricSeries {
  const digits = scaleOf(id) === 'shortfall' ? DIGITS_NEAR_ONE : undefined;
  return {
    measured: series(records, ({ metrics: values }) => values[id], digits),
    predicted: series(
      records,
      ({ theory }) => ('absent' in theory ? undefined : theory.predicted[id]),
      digits,
    ),
    validation: series(
      records,
      ({ validation }) =>
        validation === undefined || 'error' in validation ? undefined : validation.metrics[id],
      digits,
    ),
  };
}

/** The numbers tf.js reported itself, under `logs.` and their names; without the metrics the callback put there. */
export function logSeries(records: Records): Record<string, MetricSeries> {
  const names = new Set(records.flatMap(({ logs }) => Object.keys(logs ?? {})));
  const own = [...names].filter(name => !metricIds.some(id => name.endsWith(id))).slice(0, MOST_LOGS);
  return present(
    own.map(name => [
      `logs.${name}`,
      { measured: series(records, ({ logs }) => logs[name]), predicted: [], validation: [] },
    ]),
  );
}

/** More names than anybody gives to metrics of a model. */
const MOST_LOGS = 40;

function present(all: readonly (readonly [string, MetricSeries])[]): Record<string, MetricSeries> {
  return Object.fromEntries(
    all.filter(([, { measured, validation }]) => measured.length + validation.length > 0),
  );
}

/** Title and formula of everything in `ids`. */
export function metricTexts(ids: Iterable<string>): Record<string, MetricText> {
  return Object.fromEntries([...ids].map(id => [id, textOf(id)]));
}

function textOf(id: string): MetricText {
  if (!Object.hasOwn(metrics, id)) {
    const name = id.replace(/^logs\./, '');
    return { title: `${name}, as tf.js reported it`, formula: '', collapse: '', scale: 'log' };
  }
  const { title, formula, collapse } = metrics[id as MetricId];
  return { title, formula, collapse, scale: scaleOf(id) };
}
