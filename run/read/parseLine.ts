import {
  FAILURE_SCHEMA,
  type MeasurementFailure,
  RECORD_SCHEMA,
  type WrittenRecord,
} from '../../src/record/record.js';
import { failureShape, recordShape } from '../schema/fileShapes.js';

/** A line without pino's envelope. */
export interface ParsedLine {
  readonly content: WrittenRecord | MeasurementFailure;
  /** ISO 8601 */
  readonly time?: string;
}

/** The schema before the names of its fields became American. */
const BRITISH_SCHEMA = 'tfjs-nc.record/1';

/** Fields that the earliest records lack. */
const DEFAULTS = {
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
  const current = content.schema === BRITISH_SCHEMA ? withAmericanNames(content) : content;
  if (current.schema === RECORD_SCHEMA) {
    const record = { ...DEFAULTS, ...(current as unknown as WrittenRecord) };
    return recordShape(record) ? { content: record, ...known } : undefined;
  }
  if (content.schema !== FAILURE_SCHEMA || !failureShape(content)) return undefined;
  return { content: content as unknown as MeasurementFailure, ...known };
}

/** A record of version 1 as one of version 2. */
function withAmericanNames({ norms, depth, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return {
    ...rest,
    schema: RECORD_SCHEMA,
    ...(norms !== undefined && { norms: renamed(norms, 'centredClassMeans', 'centeredClassMeans') }),
    ...(depth !== undefined && {
      depth: Array.isArray(depth)
        ? depth.map(layer => renamed(layer, 'nearestClassCentre', 'nearestClassCenter'))
        : depth,
    }),
  };
}

/** The object with another name for one field; any other value as it is. */
function renamed(value: unknown, from: string, to: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, from)) return value;
  const { [from]: field, ...rest } = value as Record<string, unknown>;
  return { ...rest, [to]: field };
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
