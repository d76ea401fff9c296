import { hostname } from 'node:os';
import { join } from 'node:path';
import { AppendFile } from '../appendFile.js';
import { encodeEvent, type SummaryValue } from './event.js';
import { tfRecord } from './tfRecord.js';

/** Distinguishes the files that one process begins in the same second. */
let filesOfProcess = 0;

/**
 * A TensorBoard event file, `events.out.tfevents.<seconds>.<host>.<pid>.<number>`, made with its folder by the first
 * `write`. Every write is one append: what it returns from is with the operating system and survives a kill, what failed
 * (disk full) goes out with the next write.
 */
export class EventFile {
  readonly #file: AppendFile;
  /** Tags whose metadata are in the file: TensorBoard takes those of the first point. */
  readonly #described = new Set<string>();

  /** @param folder what TensorBoard calls a run */
  constructor(folder: string) {
    const now = Date.now() / 1000;
    const host = hostname().replaceAll(/[^\w.-]/g, '_') || 'localhost';
    const number = filesOfProcess++;
    const name = `events.out.tfevents.${String(Math.floor(now)).padStart(10, '0')}.${host}.${process.pid}.${number}`;
    const version = encodeEvent({
      wallTime: now,
      fileVersion: 'brain.Event:2',
      sourceMetadata: { writer: 'tfjs-neural-collapse' },
    });
    this.#file = new AppendFile(join(folder, name), tfRecord(version));
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
    }
    const value = values.map(each => this.#describeOnce(each));
    const record = tfRecord(encodeEvent({ wallTime, step, summary: { value } }));
    this.#file.append(record);
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
