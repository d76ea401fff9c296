import { closeSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { warn } from '../../src/base/console.js';
import { writeWhole } from '../../src/files/wholeFile.js';
import type { MeasurementFailure, NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo, Stopped } from '../schema/runInfo.js';
import { RescueFolder, writeRunInfo } from '../write/runFolder.js';
import { RunLock, RunLockedError } from '../write/runLock.js';
import { contentOf, LOG, type LogEntry, LogFile } from './logFile.js';
import type { Sink } from './sink.js';

/**
 * Writes run.json, metrics.jsonl (one pino line per record) and snapshot.json (of the latest record) of a run folder. A line
 * that the disk refuses is kept and tried again. A folder that was deleted is made again with all its lines, which the open
 * file still holds. Lines that could not be written by the end go to the folder for temporary files.
 */
export class RunFolderSink implements Sink {
  readonly name: string;
  /** Lines that are not in the file yet */
  #pending: LogEntry[] = [];
  #file: LogFile | undefined;
  /** A file that was deleted: its lines come before the pending ones */
  #deleted: number | undefined;
  readonly #rescue: RescueFolder;
  #run: RunInfo | undefined;
  /** Whether run.json of this run is in the folder */
  #described = false;
  #isOthers = false;

  /** @param lock given back by `close`, taken again by a later `write` */
  constructor(
    private readonly folder: string,
    private readonly lock = new RunLock(folder),
  ) {
    this.name = `the run folder ${folder}`;
    this.#rescue = new RescueFolder(this.name);
  }

  /** Whether another run has taken the folder, as the last attempt to write to it has shown. */
  get isOthers(): boolean {
    return this.#isOthers;
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
      if (this.#isBehind || this.#lacksInfo) this.#flush();
    } catch (error) {
      // Another fit with the same callback may find that the folder takes it after all.
      if (this.#isBehind) this.#rescue.save(this.#untaken());
      throw error;
    } finally {
      this.#end();
    }
  }

  /** The process ends now: says so in run.json, and closes. */
  stop(stopped: Stopped): void {
    try {
      if (this.#file && !this.#file.deleted && this.#run && this.#described) {
        writeRunInfo(this.folder, { ...this.#run, stopped });
      }
    } finally {
      this.close();
    }
  }

  get #isBehind(): boolean {
    return this.#pending.length > 0 || this.#deleted !== undefined;
  }

  get #lacksInfo(): boolean {
    return this.#run !== undefined && !this.#described;
  }

  #untaken() {
    const before = this.#deleted === undefined ? Buffer.alloc(0) : contentOf(this.#deleted);
    return { run: this.#run, before, entries: this.#pending };
  }

  #add(content: LogEntry['content']): void {
    this.#pending.push({ content, time: new Date().toISOString() });
    this.#flush();
  }

  #flush(): void {
    if (this.#file?.deleted) this.#leave(this.#file);
    const file = this.#start();
    for (let entry = this.#pending[0]; entry; entry = this.#pending[0]) {
      file.log(entry);
      this.#pending.shift();
    }
    this.#rescue.remove();
    if (!this.#lacksInfo) return;
    writeRunInfo(this.folder, this.#run!);
    this.#described = true;
  }

  /** Somebody has deleted the folder: it is made again. */
  #leave(file: LogFile): void {
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
  #start(): LogFile {
    if (this.#file !== undefined) return this.#file;
    mkdirSync(this.folder, { recursive: true });
    try {
      this.lock.acquire();
      this.#file = this.#opened();
      this.#isOthers = false;
      return this.#file;
    } catch (error) {
      this.#isOthers = error instanceof RunLockedError;
      // The other one may have it.
      if (this.#isOthers) this.lock.release();
      throw error;
    }
  }

  #opened(): LogFile {
    this.#described &&= existsSync(join(this.folder, 'run.json'));
    const file = new LogFile(join(this.folder, LOG));
    try {
      if (this.#deleted !== undefined) this.#restore(file, this.#deleted);
      return file;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** @throws RunLockedError if the file is one of another run, whose folder has replaced the deleted one */
  #restore(file: LogFile, deleted: number): void {
    const [found, lines] = [file.content(), contentOf(deleted)];
    // Usually nothing, or a copy of our own file.
    if (!lines.subarray(0, found.length).equals(found)) {
      throw new RunLockedError(`${file.path} is that of another run, in place of the one that was deleted`);
    }
    file.append(lines.subarray(found.length));
    closeSync(deleted);
    this.#deleted = undefined;
  }

  #end(): void {
    this.#file?.close();
    this.#file = undefined;
    this.lock.release();
  }
}
