import { closeSync, fstatSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { openRegular } from '../../src/files/regularFile.js';
import { writeWhole } from '../../src/files/wholeFile.js';
import {
  FAILURE_SCHEMA,
  type MeasurementFailure,
  type NeuralCollapseRecord,
  RECORD_SCHEMA,
} from '../../src/record/record.js';
import { VerdictTracker } from '../../src/record/verdict/verdict.js';
import { LineFile, LOG } from '../sinks/logFile.js';
import { type ParsedLine, parseLine } from './parseLine.js';

/** Bytes that are read at a time: a string of V8 cannot hold a file of any size. */
const CHUNK = 16 * 2 ** 20;

/** The smallest buffer: a file may grow while it is read. */
const SMALLEST = 4096;

const NEWLINE = 10;

/**
 * The text of a file in pieces that end where a line does; the last one ends where the file does.
 *
 * @param chunk bytes that are read at a time; a longer line is a longer piece
 * @throws if the file cannot be read, or is none
 */
export function* wholeLines(path: string, chunk = CHUNK): Generator<string> {
  const file = openRegular(path);
  try {
    const length = Math.min(chunk, Math.max(fstatSync(file).size, SMALLEST));
    let parts: Buffer[] = [];
    for (let bytes = nextOf(file, length); bytes.length > 0; bytes = nextOf(file, length)) {
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      if (end === 0) {
        parts.push(bytes);
        continue;
      }
      yield Buffer.concat([...parts, bytes.subarray(0, end)]).toString('utf8');
      parts = [bytes.subarray(end)];
    }
    const rest = Buffer.concat(parts);
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    closeSync(file);
  }
}

function nextOf(file: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, null));
}

/** The lines of a metrics.jsonl. */
export interface RunLines {
  readonly lines: readonly Line[];
  /** In those that can be read */
  readonly records: readonly NeuralCollapseRecord[];
  readonly failures: readonly MeasurementFailure[];
}

interface Line {
  readonly text: string;
  readonly entry?: Pick<ParsedLine, 'content'>;
}

/** Where records go that were replaced: nothing that was measured is destroyed. */
const SUPERSEDED = 'superseded.jsonl';

/** Reads metrics.jsonl; a last line that a kill or a power loss has torn is cut off in the file. */
export function readLines(folder: string): RunLines {
  const file = join(folder, LOG);
  // Opening it mends its end.
  new LineFile(file).close();
  const lines: Line[] = [];
  for (const piece of wholeLines(file)) {
    for (const text of piece.split('\n')) if (text.trim() !== '') lines.push(lineOf(text));
  }
  return runLines(lines);
}

/**
 * Moves the lines of epochs from `firstEpoch` on to superseded.jsonl. metrics.jsonl is replaced in one piece: a kill
 * leaves all of it as it was, or as it will be.
 */
export function supersede(folder: string, { lines }: RunLines, firstEpoch: number): RunLines {
  const isEarlier = ({ entry }: Line) => entry === undefined || entry.content.epoch < firstEpoch;
  const moved = lines.filter(line => !isEarlier(line));
  const kept = lines.filter(isEarlier);
  if (moved.length > 0) {
    const file = new LineFile(join(folder, SUPERSEDED));
    for (const { text } of moved) file.write(`${text}\n`);
    file.close();
    const texts = kept.map(({ text }) => `${text}\n`);
    writeWhole(join(folder, LOG), texts, { flush: true });
  }
  return runLines(kept);
}

function runLines(lines: readonly Line[]): RunLines {
  const contents = lines.flatMap(({ entry }) => (entry ? [entry.content] : []));
  const verdicts = new VerdictTracker();
  const records = contents.flatMap(content =>
    content.schema === RECORD_SCHEMA ? [verdicts.complete(content)] : [],
  );
  const failures = contents.flatMap(content => (content.schema === FAILURE_SCHEMA ? [content] : []));
  return { lines, records, failures };
}

function lineOf(text: string): Line {
  const parsed = parseLine(text);
  if (parsed === undefined) return { text };
  return { text, entry: parsed };
}
