import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { FAILURE_SCHEMA, type MeasurementFailure } from '../../src/record/failure.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../run/describeRun.js';
import { writeRunInfo, writeWhole } from '../run/runFolder.js';
import { RunLock } from '../run/runLock.js';
import { warn } from '../warn.js';
import { LineFile } from './lineFile.js';
import { failureToLogger, writeToLogger } from './loggerSink.js';
import type { Sink } from './sink.js';

/** A line of metrics.jsonl: written with this sink, or before by the run that is resumed. */
export interface LogEntry {
  readonly content: NeuralCollapseRecord | MeasurementFailure;
  /** ISO 8601 */
  readonly time: string;
}

const LOG = 'metrics.jsonl';

/**
 * run.json, metrics.jsonl (one pino line per record) and snapshot.json (of the latest record) of a run folder. Every
 * line is kept: a disk that was full, or a folder that was deleted, gets what it does not have as soon as it can be
 * written again; what it has not got by the end goes to the folder for temporary files.
 */
export class RunFolderSink implements Sink {
  readonly name: string;
  readonly #entries: LogEntry[];
  /** How many of the entries are in the file */
  #written: number;
  #file: LineFile | undefined;
  #logger: Logger | undefined;
  #run: RunInfo | undefined;
  /** Whether run.json of this run is in the folder */
  #described = false;
  /** Of the line being written */
  #time = '';

  /**
   * @param earlier what is in metrics.jsonl already
   * @param lock given back by `close`, taken again by a later `write`
   */
  constructor(
    private readonly folder: string,
    earlier: readonly LogEntry[] = [],
    private readonly lock = new RunLock(folder),
  ) {
    this.name = `the run folder ${folder}`;
    this.#entries = [...earlier];
    this.#written = earlier.length;
  }

  open(run: RunInfo): void {
    this.#run = run;
    this.#described = false;
    this.#flush();
  }

  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): void {
    this.#add(record);
    if (snapshot) writeWhole(join(this.folder, 'snapshot.json'), JSON.stringify(snapshot));
  }

  fail(failure: MeasurementFailure): void {
    this.#add(failure);
  }

  /** Tries again what could not be written, and closes. A later `write` opens the file again. */
  close(): void {
    try {
      if (this.#written < this.#entries.length) this.#flush();
    } catch (error) {
      this.#rescue();
      throw error;
    } finally {
      this.#end();
    }
  }

  #add(content: LogEntry['content']): void {
    this.#entries.push({ content, time: new Date().toISOString() });
    this.#flush();
  }

  #flush(): void {
    if (this.#file?.deleted) this.#restore();
    this.#start();
    for (; this.#written < this.#entries.length; this.#written++) {
      this.#log(this.#logger!, this.#entries[this.#written]!);
    }
    if (this.#described || !this.#run) return;
    writeRunInfo(this.folder, this.#run);
    this.#described = true;
  }

  /** Somebody has deleted the folder: it is made again. */
  #restore(): void {
    warn(`${this.name} was deleted; it is made again, with the records of its metrics.jsonl`);
    this.#end();
  }

  /** Also opens the file again: after a failure, and when the callback is used for another fit. */
  #start(): void {
    if (this.#logger) return;
    mkdirSync(this.folder, { recursive: true });
    this.#takeLock();
    this.#described &&= existsSync(join(this.folder, 'run.json'));
    this.#file = new LineFile(join(this.folder, LOG));
    if (this.#file.isEmpty) this.#written = 0;
    this.#logger = this.#loggerTo(this.#file);
  }

  #takeLock(): void {
    try {
      this.lock.acquire();
    } catch (error) {
      // The folder is another run's by now: nothing of this one is in it.
      this.#written = 0;
      throw error;
    }
  }

  #end(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#logger = undefined;
    this.lock.release();
  }

  #loggerTo(file: LineFile): Logger {
    const options = {
      base: null,
      timestamp: () => `,"time":"${this.#time}"`,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    return pino(options, file);
  }

  #log(logger: Logger, { content, time }: LogEntry): void {
    this.#time = time;
    if (content.schema === FAILURE_SCHEMA) failureToLogger(logger, content);
    else writeToLogger(logger, content);
  }

  /** The run is over, and its folder takes nothing. */
  #rescue(): void {
    const missing = this.#entries.slice(this.#written);
    const what = `${missing.length} of the lines of ${this.name}, which it did not take,`;
    try {
      warn(`${what} are in ${this.#writeElsewhere(missing)}`);
    } catch (error) {
      warn(`${what} are lost when this process ends: ${(error as Error).message}`);
    }
  }

  #writeElsewhere(entries: readonly LogEntry[]): string {
    const file = new LineFile(join(mkdtempSync(join(tmpdir(), 'tfjs-nc-rescued-')), LOG));
    const logger = this.#loggerTo(file);
    try {
      for (const entry of entries) this.#log(logger, entry);
    } finally {
      file.close();
    }
    return file.path;
  }
}
