import type { NeuralCollapseRecord } from '../src/record/record.js';
import { RunHistory } from '../src/record/runHistory.js';
import { kindsOf, metricTable, type Values } from './metricNumbers.js';
import type { Numbers } from './numbers.js';
import { logSeries, metricSeries } from './seriesData.js';

/** Every metric of every record, a row per measured epoch: all digits, all epochs. */
export function recordNumbers(records: readonly NeuralCollapseRecord[]): Numbers {
  const history = RunHistory.of(records);
  const measured = Object.entries(metricSeries(history)).map(([id, series]) => ({
    id,
    kinds: kindsOf(series),
    values: (record: NeuralCollapseRecord) => valuesOf(record, id),
  }));
  const reported = Object.keys(logSeries(history)).map(id => ({
    id,
    kinds: ['measured'] as const,
    values: ({ logs }: NeuralCollapseRecord) => ({ measured: finite(logs[id.replace(/^logs\./, '')]) }),
  }));
  return metricTable<NeuralCollapseRecord>(['epoch'], records, ({ epoch }) => [epoch], [
    ...measured,
    ...reported,
  ]);
}

function valuesOf({ metrics, theory, validation }: NeuralCollapseRecord, id: string): Values {
  const read = (values: object | undefined) => finite((values as Record<string, unknown> | undefined)?.[id]);
  return {
    measured: read(metrics),
    predicted: read('absent' in theory ? undefined : theory.predicted),
    validation: read(validation && !('error' in validation) ? validation.metrics : undefined),
  };
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
