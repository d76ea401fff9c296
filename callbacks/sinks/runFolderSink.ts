import { closeSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
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
import { contentOf, LineFile } from './lineFile.js';
import { failureToLogger, writeToLogger } from './loggerSink.js';
import type { Sink } from './sink.js';

/** A line of metrics.jsonl. */
export interface LogEntry {
  readonly content: NeuralCollapseRecord | MeasurementFailure;
  /** ISO 8601 */
  readonly time: string;
}

const LOG = 'metrics.jsonl';

const NEWLINE = 10;

/**
 * run.json, metrics.jsonl (one pino line per record) and snapshot.json (of the latest record) of a run folder. A line that
 * the disk does not take waits until it does, and a folder that was deleted is made again with all lines, which the open
 * file still has: what has no place by the end goes to the folder for temporary files.
 */
export class RunFolderSink implements Sink {
  readonly name: string;
  /** Lines that are not in the file yet */
  #pending: LogEntry[] = [];
  #file: LineFile | undefined;
  /** A file that was deleted: its lines come before the pending ones */
  #deleted: number | undefined;
  /** Where a copy of what waits is since the folder took nothing at the end of a training */
  #elsewhere: string | undefined;
  #logger: Logger | undefined;
  #run: RunInfo | undefined;
  /** Whether run.json of this run is in the folder */
  #described = false;
  /** Of the line being written */
  #time = '';

  /** @param lock given back by `close`, taken again by a later `write` */
  constructor(
    private readonly folder: string,
    private readonly lock = new RunLock(folder),
  ) {
    this.name = `the run folder ${folder}`;
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
      if (this.#isBehind) this.#flush();
    } catch (error) {
      this.#rescue();
      throw error;
    } finally {
      this.#end();
    }
  }

  get #isBehind(): boolean {
    return this.#pending.length > 0 || this.#deleted !== undefined;
  }

  #add(content: LogEntry['content']): void {
    this.#pending.push({ content, time: new Date().toISOString() });
    this.#flush();
  }

  #flush(): void {
    if (this.#file?.deleted) this.#leave(this.#file);
    this.#start();
    for (let entry = this.#pending[0]; entry; entry = this.#pending[0]) {
      this.#log(this.#logger!, entry);
      this.#pending.shift();
    }
    this.#forgetElsewhere();
    if (this.#described || !this.#run) return;
    writeRunInfo(this.folder, this.#run);
    this.#described = true;
  }

  /** Somebody has deleted the folder: it is made again. */
  #leave(file: LineFile): void {
    warn(`${this.name} was deleted; it is made again, with the records of its metrics.jsonl`);
    this.#replaceDeleted(file.handOver());
    this.#end();
  }

  /** A file that was deleted before it got the lines of an earlier one has nothing that would be missed. */
  #replaceDeleted(file: number | undefined): void {
    if (file === undefined) return;
    if (this.#deleted === undefined) this.#deleted = file;
    else closeSync(file);
  }

  /** Also opens the file again: after a failure, and when the callback is used for another fit. */
  #start(): void {
    if (this.#logger && this.#deleted === undefined) return;
    mkdirSync(this.folder, { recursive: true });
    this.lock.acquire();
    this.#described &&= existsSync(join(this.folder, 'run.json'));
    this.#file ??= new LineFile(join(this.folder, LOG));
    this.#logger = this.#loggerTo(this.#file);
    if (this.#deleted === undefined) return;
    if (this.#file.isEmpty) this.#file.copy(this.#deleted);
    this.#forgetDeleted();
  }

  #forgetDeleted(): void {
    if (this.#deleted !== undefined) closeSync(this.#deleted);
    this.#deleted = undefined;
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

  /**
   * The training is over, and the folder takes nothing: a copy of what waits goes elsewhere. Another fit with the same
   * callback may find that the folder takes it after all.
   */
  #rescue(): void {
    const before = this.#deleted === undefined ? Buffer.alloc(0) : contentOf(this.#deleted);
    const lines = this.#pending.length + before.filter(byte => byte === NEWLINE).length;
    const what = `${lines} of the lines of ${this.name}, which it did not take,`;
    try {
      const isFirst = this.#elsewhere === undefined;
      this.#elsewhere ??= mkdtempSync(join(tmpdir(), 'tfjs-nc-rescued-'));
      this.#writeTo(join(this.#elsewhere, LOG));
      if (isFirst) warn(`${what} are in ${join(this.#elsewhere, LOG)}`);
    } catch (error) {
      warn(`${what} are lost when this process ends: ${(error as Error).message}`);
    }
  }

  #writeTo(path: string): void {
    rmSync(path, { force: true });
    const file = new LineFile(path);
    const logger = this.#loggerTo(file);
    try {
      if (this.#deleted !== undefined) file.copy(this.#deleted);
      for (const entry of this.#pending) this.#log(logger, entry);
    } finally {
      file.close();
    }
  }

  #forgetElsewhere(): void {
    if (this.#elsewhere === undefined) return;
    warn(`${this.name} takes records again; those that were in ${this.#elsewhere} are in it now`);
    rmSync(this.#elsewhere, { recursive: true, force: true });
    this.#elsewhere = undefined;
  }
}
