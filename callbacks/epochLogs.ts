import type { Scalar } from '@tensorflow/tfjs-core';
import { metricIds } from '../src/metrics/registry.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';

/** The epoch's numbers as tf.js passes them to callbacks. */
export type EpochLogs = Record<string, number | Scalar>;

/** Scalars belong to tf.js: they are read, never disposed. */
export async function readLogs(logs: EpochLogs): Promise<Record<string, number>> {
  // Values that another callback of this package has put there are its own, not tf.js's.
  const reported = Object.entries(logs).filter(([key]) => !metricIds.some(id => key.endsWith(id)));
  const entries = reported.map(async ([key, value]) => {
    return [key, typeof value === 'number' ? value : (await value.data())[0]!] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The same for JSON: null for a number that is not finite. */
export async function readFiniteLogs(logs: EpochLogs): Promise<Record<string, number | null>> {
  const numbers = Object.entries(await readLogs(logs));
  return Object.fromEntries(numbers.map(([key, value]) => [key, Number.isFinite(value) ? value : null]));
}

/** Puts the metrics of the epoch into its logs, for History and the callbacks that come next. */
export function addMetrics(
  logs: EpochLogs,
  prefix: string,
  { metrics, validation }: NeuralCollapseRecord,
): void {
  for (const [id, value] of Object.entries(metrics)) logs[prefix + id] = value;
  if (validation === undefined || 'error' in validation) return;
  for (const [id, value] of Object.entries(validation.metrics)) logs[`val_${prefix}${id}`] = value;
}
