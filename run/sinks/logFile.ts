import { fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import { type Logger, pino } from 'pino';
import { AppendFile } from '../../src/files/appendFile.js';
import {
  FAILURE_SCHEMA,
  type MeasurementFailure,
  type NeuralCollapseRecord,
} from '../../src/record/record.js';
import { failureToLogger, writeToLogger } from './loggerSink.js';

/** Bytes that are read at a time when the end of the last line is looked for. */
const CHUNK = 64 * 2 ** 10;

const NEWLINE = 10;

/**
 * A file of JSON lines, as a pino destination; pino's own synchronous one retries a full disk in an endless loop. A line
 * that could not be written is not kept: the caller writes it again.
 */
export class LineFile extends AppendFile {
  /** Opens the file. What a killed process or a power loss left of a last line is cut off: others would go on in it. */
  constructor(path: string) {
    super(path);
    try {
      if (endLine(this.open())) this.close();
      this.open();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  write(line: string): void {
    this.append(Buffer.from(line));
  }

  /** All of the bytes, or none. */
  override append(bytes: Uint8Array): void {
    try {
      super.append(bytes);
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /** What is in it. */
  content(): Buffer {
    return contentOf(this.open());
  }
}

/** From its beginning, wherever its position is. */
export function contentOf(file: number): Buffer {
  const bytes = Buffer.alloc(fstatSync(file).size);
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(file, bytes, done, bytes.length - done, done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** Makes the file end with a whole line; whether something had to be done for it. */
function endLine(file: number): boolean {
  const { size } = fstatSync(file);
  const tail = tailOf(file, size);
  if (tail.length === 0) return false;
  if (isJson(tail)) writeSync(file, '\n', size);
  else ftruncateSync(file, size - tail.length);
  return true;
}

/** A record that lacks nothing but the end of its line is a record. */
function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** What stands behind the last end of a line. */
function tailOf(file: number, size: number): Buffer {
  let tail = Buffer.alloc(0);
  for (let from = size; from > 0; ) {
    const length = Math.min(CHUNK, from);
    const chunk = Buffer.alloc(length);
    readSync(file, chunk, 0, length, from - length);
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    tail = Buffer.concat([chunk.subarray(end), tail]);
    if (end > 0) break;
    from -= length;
  }
  return tail;
}

/** Name of the log in a run folder. */
export const LOG = 'metrics.jsonl';

/** A line of metrics.jsonl. */
export interface LogEntry {
  readonly content: NeuralCollapseRecord | MeasurementFailure;
  /** ISO 8601 */
  readonly time: string;
}

/** A metrics.jsonl that is being written: one pino line per entry. */
export class LogFile extends LineFile {
  readonly #logger: Logger;
  /** The time of the line that is being written */
  #time = '';

  constructor(path: string) {
    super(path);
    const options = {
      base: null,
      timestamp: () => `,"time":"${this.#time}"`,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.#logger = pino(options, this);
  }

  /** The line has the time of the entry, not that of now: it may have waited for the disk. */
  log({ content, time }: LogEntry): void {
    this.#time = time;
    if (content.schema === FAILURE_SCHEMA) failureToLogger(this.#logger, content);
    else writeToLogger(this.#logger, content);
  }
}
