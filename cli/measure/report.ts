import { numberText } from '../../src/base/numberText.js';
import type { ClassEncoding } from '../../src/encodings/index.js';
import type { ArrayMeasurement } from '../../src/measureArrays.js';
import { type MetricId, metricIds, metrics as registry } from '../../src/metrics/registry.js';
import type { Estimate } from '../../src/statistics/estimate.js';
import { alignTable, fieldLines } from '../text/table.js';

/** Schema of what `measure --json` prints; the number changes whenever a reader would have to change. */
export const MEASUREMENT_SCHEMA = 'tfjs-nc.measurement/1';

/** A measurement, and the facts about its input that are reported with it. */
export interface ReportedMeasurement extends ArrayMeasurement {
  readonly encoding: ClassEncoding;
  /** Rows that were left out */
  readonly unlabeled: number;
}

/** The measurement as plain JSON. */
export function measurementJson(
  { statistics, encoding, unlabeled, ...result }: ReportedMeasurement,
  backend: string,
) {
  const { samples, classes, featureDim, counts } = statistics;
  return {
    schema: MEASUREMENT_SCHEMA,
    metrics: result.metrics,
    absent: result.absent,
    ...(result.approximate && { approximate: result.approximate }),
    ...(result.notes && { notes: result.notes }),
    weighting: result.weighting,
    rank: result.rank,
    measured: {
      samples,
      classes,
      featureDim,
      encoding: encoding.name,
      counts,
      ...(unlabeled > 0 && { unlabeled }),
    },
    norms: result.norms,
    backend,
  };
}

/** The measurement for people: a table, and below it what has no value. */
export function measurementReport(measurement: ReportedMeasurement): string[] {
  const { metrics, absent, approximate = {}, weighting, rank, statistics, encoding } = measurement;
  const { samples, classes, featureDim, counts } = statistics;
  const sizes = [...new Set(counts)].sort((a, b) => a - b);
  const range = `${sizes[0]} to ${sizes.at(-1)}`;
  const each = sizes.length === 1 ? `${counts[0]} each` : `${range} each, weighting ${weighting}`;
  const rows = orderedIds(metrics).map(id => [id, numberText(metrics[id]!), registry[id].collapse]);
  return [
    `${samples} samples, ${classes} classes (${each}), d = ${featureDim}, encoding ${encoding.name}, ` +
      `rank of Σ_B ${rank}`,
    '',
    ...alignTable([['metric', 'value', 'at collapse'], ...rows], ['left', 'right', 'left']),
    ...(Object.keys(approximate).length === 0 ? [] : ['', 'estimated']),
    ...fieldLines(orderedIds(approximate).map(id => [id, estimateText(approximate[id]!)])),
    ...(Object.keys(absent).length === 0 ? [] : ['', 'not computed']),
    ...fieldLines(orderedIds(absent).map(id => [id, absent[id]!])),
  ];
}

function estimateText({ method, bound }: Omit<Estimate, 'value'>): string {
  return `relative error at most ${numberText(bound)}: ${method}`;
}

/** In the order of reports. */
function orderedIds(byId: Partial<Record<MetricId, unknown>>): MetricId[] {
  return metricIds.filter(id => id in byId);
}
