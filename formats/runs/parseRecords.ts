import { type NeuralCollapseRecord, RECORD_SCHEMA } from '../../src/record/record.js';

/** The records of a metrics.jsonl. */
export interface ParsedRecords {
  readonly records: NeuralCollapseRecord[];
  /** Time of the last line */
  readonly updated?: string;
  /** Lines that are no records, in words */
  readonly problems: string[];
}

/** pino's envelope around a record. */
interface Line extends NeuralCollapseRecord {
  readonly level?: unknown;
  readonly time?: unknown;
  readonly msg?: unknown;
}

/** Fields that the first version did not write, under the same schema. */
const EARLIER = {
  theory: { absent: 'the record is of a version without predictions' },
  outliers: { absent: 'the record is of a version without outliers' },
  depth: [],
} as const;

/**
 * Reads the lines of metrics.jsonl and takes the records out of pino's envelope. The last line counts as under way
 * where it has no end; another line that cannot be read is a problem, and the others are read all the same.
 *
 * @param linesBefore lines of the file that come before `text`
 */
export function parseRecords(text: string, linesBefore = 0): ParsedRecords {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const records: NeuralCollapseRecord[] = [];
  const problems: string[] = [];
  let updated: string | undefined;
  for (const [i, line] of [...lines, ...(parse(rest) ? [rest] : [])].entries()) {
    if (line.trim() === '') continue;
    const found = parse(line);
    if (found?.schema === RECORD_SCHEMA) {
      const { level, time, msg, ...record } = found;
      records.push({ ...EARLIER, ...record });
      if (typeof time === 'string') updated = time;
    } else {
      problems.push(
        `line ${linesBefore + i + 1} of metrics.jsonl is not a record of schema ${RECORD_SCHEMA}`,
      );
    }
  }
  return { records, problems, ...(updated !== undefined && { updated }) };
}

function parse(line: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
}
