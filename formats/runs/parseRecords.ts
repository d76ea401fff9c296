import { FAILURE_SCHEMA, type MeasurementFailure } from '../../src/record/failure.js';
import { type NeuralCollapseRecord, RECORD_SCHEMA } from '../../src/record/record.js';
import { failureShape, recordShape } from './shapes/recordShape.js';

/** The records of a metrics.jsonl. */
export interface ParsedRecords {
  readonly records: NeuralCollapseRecord[];
  /** Epochs that could not be measured */
  readonly failures: MeasurementFailure[];
  /** Time of the last line */
  readonly updated?: string;
  /** Lines that are neither, in words */
  readonly problems: string[];
}

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

/**
 * Reads the lines of metrics.jsonl. The last line counts as under way where it has no end; another line that cannot be
 * read is a problem, and the others are read all the same.
 *
 * @param linesBefore lines of the file that come before `text`
 */
export function parseRecords(text: string, linesBefore = 0): ParsedRecords {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const records: NeuralCollapseRecord[] = [];
  const failures: MeasurementFailure[] = [];
  const problems: string[] = [];
  let updated: string | undefined;
  for (const [i, line] of [...lines, ...(parsed(rest) ? [rest] : [])].entries()) {
    if (line.trim() === '') continue;
    const found = parseLine(line);
    if (found === undefined) {
      problems.push(
        `line ${linesBefore + i + 1} of metrics.jsonl is not a record of schema ${RECORD_SCHEMA}`,
      );
      continue;
    }
    const { content, time } = found;
    if (content.schema === FAILURE_SCHEMA) failures.push(content);
    else records.push(content);
    updated = time ?? updated;
  }
  return { records, failures, problems, ...(updated !== undefined && { updated }) };
}

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

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    // Zeros are what a power loss leaves of bytes that had not reached the disk.
    const value: unknown = JSON.parse(line.replace(/^\0+/, ''));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
