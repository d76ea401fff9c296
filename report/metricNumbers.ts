import type { Point } from '../src/record/thinnedCurve.js';
import { rounded } from './compact.js';
import type { Numbers } from './numbers.js';
import type { ReportRun } from './reportData.js';
import type { MetricSeries } from './seriesData.js';

/** A value each of measured, predicted, and measured on validation data. */
export interface Values {
  readonly measured?: number | undefined;
  readonly predicted?: number | undefined;
  readonly validation?: number | undefined;
}

type Kind = keyof Values | 'gap';

/** One metric's columns: its id, and how each value is found in a row. */
export interface Metric<Row> {
  readonly id: string;
  readonly kinds: readonly Kind[];
  readonly values: (row: Row) => Values;
}

interface EpochOfRun {
  readonly run: ReportRun;
  readonly epoch: number;
}

/**
 * Every metric that the page has, a row per epoch: six digits, and the epochs of its curves. With several runs their names
 * too.
 */
export function shownNumbers(runs: readonly ReportRun[]): Numbers {
  const rows = runs.flatMap(run => epochsOf(run).map((epoch): EpochOfRun => ({ run, epoch })));
  const ids = [...new Set(runs.flatMap(({ series }) => Object.keys(series)))];
  const curves = new Map(runs.map(run => [run, mapped(run.series)]));
  const metrics = ids.map((id): Metric<EpochOfRun> => {
    const all = runs.flatMap(({ series }) => (series[id] ? kindsOf(series[id]) : []));
    return {
      id,
      kinds: KINDS.filter(kind => all.includes(kind)),
      values: ({ run, epoch }) => {
        const found = curves.get(run)?.get(id);
        return Object.fromEntries(
          (['measured', 'predicted', 'validation'] as const).map(kind => [kind, found?.[kind].get(epoch)]),
        );
      },
    };
  });
  return runs.length > 1
    ? metricTable(['run', 'epoch'], rows, ({ run, epoch }) => [run.name, epoch], metrics)
    : metricTable(['epoch'], rows, ({ epoch }) => [epoch], metrics);
}

function epochsOf({ series }: ReportRun): number[] {
  const points = Object.values(series).flatMap(({ measured, validation }) => [...measured, ...validation]);
  return [...new Set(points.map(([epoch]) => epoch))].sort((a, b) => a - b);
}

function mapped(series: ReportRun['series']) {
  const map = (points: readonly Point[]) =>
    new Map(points.map(([epoch, value]) => [epoch, value ?? undefined]));
  return new Map(
    Object.entries(series).map(([id, { measured, predicted, validation }]) => [
      id,
      { measured: map(measured), predicted: map(predicted), validation: map(validation) },
    ]),
  );
}

const KINDS: readonly Kind[] = ['measured', 'predicted', 'gap', 'validation'];

/** Which columns a metric has. */
export function kindsOf({ measured, predicted, validation }: MetricSeries): Kind[] {
  const has = { measured, predicted, validation, gap: measured.length > 0 ? predicted : [] };
  return KINDS.filter(kind => has[kind].length > 0);
}

/** A row each, with the columns of every metric behind those it begins with. */
export function metricTable<Row>(
  first: readonly string[],
  rows: readonly Row[],
  begin: (row: Row) => (string | number)[],
  metrics: readonly Metric<Row>[],
): Numbers {
  const name = (id: string, kind: Kind) => (kind === 'measured' ? id : `${id}.${kind}`);
  return {
    columns: [...first, ...metrics.flatMap(({ id, kinds }) => kinds.map(kind => name(id, kind)))],
    rows: rows.map(row => [
      ...begin(row),
      ...metrics.flatMap(({ kinds, values }) => {
        const found = values(row);
        return kinds.map(kind => (kind === 'gap' ? gapOf(found) : (found[kind] ?? null)));
      }),
    ]),
  };
}

/** Without digits that come from the subtraction alone: 0.3 − 0.1 is 0.2. */
function gapOf({ measured, predicted }: Values): number | null {
  return measured === undefined || predicted === undefined ? null : rounded(measured - predicted, 12);
}
