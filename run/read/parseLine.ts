import {
  FAILURE_SCHEMA,
  type MeasurementFailure,
  type NeuralCollapseRecord,
  RECORD_SCHEMA,
} from '../../src/record/record.js';
import { failureShape, recordShape } from '../schema/recordShape.js';

/** A line without pino's envelope. */
export interface ParsedLine {
  readonly content: NeuralCollapseRecord | MeasurementFailure;
  /** ISO 8601 */
  readonly time?: string;
}

/** Fields that the first version did not write, under the same schema. */
const EARLIER = {
  theory: { absent: 'the record is of a version without predictions' },
  outliers: { absent: 'the record is of a version without outliers' },
  depth: [],
  logs: {},
} as const;

/** One line of metrics.jsonl; undefined where it is neither a record nor a failure of a known schema. */
export function parseLine(line: string): ParsedLine | undefined {
  const found = parsed(line);
  if (found === undefined) return undefined;
  const { level, time, msg, ...content } = found;
  const known = { ...(typeof time === 'string' && { time }) };
  if (content.schema === RECORD_SCHEMA) {
    const record = { ...EARLIER, ...(content as unknown as NeuralCollapseRecord) };
    return recordShape(record) ? { content: record, ...known } : undefined;
  }
  if (content.schema !== FAILURE_SCHEMA || !failureShape(content)) return undefined;
  return { content: content as unknown as MeasurementFailure, ...known };
}

/** Whether the text is a line: one that is under way is none yet. */
export function isLine(text: string): boolean {
  return parsed(text) !== undefined;
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    // Zeros are what a power loss leaves of bytes that had not reached the disk.
    const value: unknown = JSON.parse(line.replace(/^\0+/, ''));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
