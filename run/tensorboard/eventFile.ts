import { existsSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AppendFile } from '../../src/files/appendFile.js';
import { type CopiedEvent, encodeEvent, type SummaryValue } from './event.js';
import { tfRecord } from './tfRecord.js';

/** Distinguishes the files that one process begins in the same second. */
let filesOfProcess = 0;

/** Event files are recognized by the beginning of their names. */
export const PREFIX = 'events.out.tfevents.';

/** Seconds in the name of the latest event file; TensorBoard reads them by name, also where a clock was set back. */
function latestIn(folder: string): number {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const seconds = names.flatMap(name => /^events\.out\.tfevents\.(\d{10})\./.exec(name)?.[1] ?? []);
  return Math.max(0, ...seconds.map(Number));
}

/**
 * A TensorBoard event file, `events.out.tfevents.<seconds>.<host>.<pid>.<number>`, made with its folder by the first
 * `write`. Every write is one append: what it returns from is with the operating system and survives a kill, what failed
 * (disk full) goes out with the next write.
 */
export class EventFile {
  readonly #file: AppendFile;
  /** Tags whose metadata are in the file: TensorBoard takes those of the first point. */
  readonly #described = new Set<string>();
  readonly #restart: number | undefined;
  /** Whether the file says from which step on it replaces what earlier ones say */
  #started = false;

  /**
   * @param folder what TensorBoard calls a run
   * @param restart the step at which a run continues that already has event files in the folder
   */
  constructor(folder: string, restart?: number) {
    const wallTime = Date.now() / 1000;
    const seconds = Math.max(Math.floor(wallTime), latestIn(folder) + 1);
    const host = hostname().replaceAll(/[^\w.-]/g, '_') || 'localhost';
    const number = filesOfProcess++;
    const name = `${PREFIX}${String(seconds).padStart(10, '0')}.${host}.${process.pid}.${number}`;
    const sourceMetadata = { writer: 'tfjs-neural-collapse' };
    const version = encodeEvent({ wallTime, fileVersion: 'brain.Event:2', sourceMetadata });
    this.#file = new AppendFile(join(folder, name), tfRecord(version));
    this.#restart = restart;
  }

  get path(): string {
    return this.#file.path;
  }

  /** Whether the file has been deleted under us. The next write begins it anew. */
  get deleted(): boolean {
    return this.#file.deleted;
  }

  /**
   * Appends one event.
   *
   * @param wallTime seconds since 1970
   * @throws what the file system says; the event is kept and written with the next
   */
  write(step: number, wallTime: number, values: readonly SummaryValue[]): void {
    if (this.#file.deleted) {
      this.#file.close();
      this.#described.clear();
      this.#started = false;
    }
    const start = this.#startOnce(step, wallTime);
    const value = values.map(each => this.#describeOnce(each));
    const record = tfRecord(encodeEvent({ wallTime, step, summary: { value } }));
    this.#file.append(Buffer.concat([start, record]));
  }

  /**
   * In one append: readers drop what earlier files say from a step on, and take these events instead.
   *
   * @param events in the order of their steps
   */
  replace(from: number, events: readonly CopiedEvent[]): void {
    const start = encodeEvent({ wallTime: Date.now() / 1000, step: from, sessionLog: { status: 1 } });
    this.#started = true;
    this.#file.append(Buffer.concat([start, ...events.map(event => encodeEvent(event))].map(tfRecord)));
  }

  /** TensorBoard takes the first start of a run for its beginning, and only later ones for a restart. */
  #startOnce(step: number, wallTime: number): Uint8Array {
    if (this.#started) return new Uint8Array();
    this.#started = true;
    return tfRecord(encodeEvent({ wallTime, step: this.#restart ?? step, sessionLog: { status: 1 } }));
  }

  /** Tries again what could not be written, and closes. A later write opens the file again. */
  close(): void {
    try {
      this.#file.flush();
    } finally {
      this.#file.close();
    }
  }

  #describeOnce(value: SummaryValue): SummaryValue {
    const { metadata, ...rest } = value;
    if (this.#described.has(value.tag)) return rest;
    this.#described.add(value.tag);
    return value;
  }
}
