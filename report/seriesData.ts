import { type MetricId, metricIds, metrics } from '../src/metrics/registry.js';
import type { CurveKind, RunHistory } from '../src/record/runHistory.js';
import type { Point } from '../src/record/thinnedCurve.js';
import { roundedPoints } from './compact.js';
import { type Scale, scaleOf } from './metricGroups.js';

/** One metric over the epochs. */
export interface MetricSeries {
  readonly measured: readonly Point[];
  readonly predicted: readonly Point[];
  readonly validation: readonly Point[];
}

/** What the page says about a metric. */
export interface MetricText {
  readonly title: string;
  readonly formula: string;
  readonly collapse: string;
  readonly scale: Scale;
}

/** Every metric that a run has values of. */
export function metricSeries(history: RunHistory): Record<string, MetricSeries> {
  return present(metricIds.map(id => [id, seriesOf(id, history)] as const));
}

/** A share near 1 is shown as its distance to 1, which needs more digits. */
const DIGITS_NEAR_ONE = 10;

/** Significant digits of a metric; undefined for the usual number. */
export function digitsOf(id: string): number | undefined {
  return scaleOf(id) === 'shortfall' ? DIGITS_NEAR_ONE : undefined;
}

function seriesOf(id: MetricId, history: RunHistory): MetricSeries {
  const points = (kind: CurveKind) => roundedPoints(history.points(kind, id), digitsOf(id));
  return {
    measured: points('measured'),
    predicted: points('predicted'),
    validation: points('validation'),
  };
}

/** The numbers tf.js reported itself, under `logs.` and their names; without the metrics the callback put there. */
export function logSeries(history: RunHistory): Record<string, MetricSeries> {
  return present(
    history.logNames.map(name => {
      const measured = roundedPoints(history.points('logs', name));
      return [`logs.${name}`, { measured, predicted: [], validation: [] }];
    }),
  );
}

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
