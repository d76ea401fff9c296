import type { RunData } from '../formats/runs/runData.js';
import type { MetricId } from '../src/metrics/registry.js';
import { metricIds } from '../src/metrics/registry.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';
import { type Point, series } from './points.js';

/** Schema of {@link ReportData}; the number changes whenever the page would have to change. */
export const REPORT_SCHEMA = 'tfjs-nc.report/1';

/** One metric over the epochs. */
export interface MetricSeries {
  readonly measured: readonly Point[];
  readonly predicted: readonly Point[];
  readonly validation: readonly Point[];
}

/** One run, as the page shows it. */
export interface ReportRun {
  readonly name: string;
  /** ISO 8601 */
  readonly started: string;
  readonly updated?: string;
  readonly metrics: Partial<Record<MetricId, MetricSeries>>;
}

/** Everything the page shows: plain JSON of bounded size, without NaN. */
export interface ReportData {
  readonly schema: typeof REPORT_SCHEMA;
  readonly runs: readonly ReportRun[];
}

/** What the page shows of these runs. */
export function reportDataOf(runs: readonly RunData[]): ReportData {
  return { schema: REPORT_SCHEMA, runs: runs.map(reportRun) };
}

function reportRun({ name, info, records, updated }: RunData): ReportRun {
  const metrics = metricIds.flatMap(id => {
    const found = metricSeries(id, records);
    return found.measured.length + found.validation.length > 0 ? [[id, found] as const] : [];
  });
  return {
    name,
    started: info.started,
    ...(updated !== undefined && { updated }),
    metrics: Object.fromEntries(metrics),
  };
}

function metricSeries(id: MetricId, records: readonly NeuralCollapseRecord[]): MetricSeries {
  return {
    measured: series(records, ({ metrics }) => metrics[id]),
    predicted: series(records, ({ theory }) => ('absent' in theory ? undefined : theory.predicted[id])),
    validation: series(records, ({ validation }) =>
      validation === undefined || 'error' in validation ? undefined : validation.metrics[id],
    ),
  };
}
