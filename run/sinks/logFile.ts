import { type Logger, pino } from 'pino';
import {
  FAILURE_SCHEMA,
  type MeasurementFailure,
  type NeuralCollapseRecord,
} from '../../src/record/record.js';
import { LineFile } from './lineFile.js';
import { failureToLogger, writeToLogger } from './loggerSink.js';

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
