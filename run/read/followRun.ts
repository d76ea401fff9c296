import { closeSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openRegular } from '../../src/files/regularFile.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import { writerOf } from '../write/lockHolder.js';
import { LogReader } from './logReader.js';
import { readInfo, readSnapshot, runDataOf } from './readRun.js';
import type { RunData, Writer } from './runData.js';

/** Most bytes of metrics.jsonl that are read at a time: a string of V8 cannot hold a file of any size. */
const CHUNK = 16 * 2 ** 20;

/** Takes the records as they are read, and keeps what it needs of them. */
export interface RecordKeeper {
  add(record: NeuralCollapseRecord): void;
}

/**
 * Follows a run folder that grows. Each poll reads only what has been appended to metrics.jsonl, and reads run.json and
 * snapshot.json again only if they were replaced. If the folder is deleted, its last state stays until another folder takes
 * its place, which is then read from the beginning.
 */
export class RunFollower<Keeper extends RecordKeeper> {
  #info: RunData['info'];
  #snapshot: ReturnType<typeof readSnapshot>;
  readonly #log: GrowingLog<Keeper>;
  #stamps = { info: '', snapshot: '' };
  #writer: Writer | undefined;

  /**
   * Reads the present state.
   *
   * @param keep a new keeper: of a run that begins again, everything is read again
   * @throws if the folder is no run folder
   */
  constructor(
    private readonly folder: string,
    keep: () => Keeper,
  ) {
    this.#log = new GrowingLog(join(folder, 'metrics.jsonl'), keep);
    this.#info = readInfo(folder);
    this.poll();
  }

  /** What was kept of the records that are there as of the last poll. */
  get kept(): Keeper {
    return this.#log.kept;
  }

  /** The rest of the run as of the last poll. */
  get run(): Omit<RunData, 'records'> {
    const { reader: log, unread } = this.#log;
    return runDataOf(this.folder, this.#info, { log, unread, snapshot: this.#snapshot });
  }

  /** Reads what is new; whether there was something. @throws if a file cannot be read: the next poll tries again */
  poll(): boolean {
    const info = this.#pollInfo();
    const log = this.#log.poll();
    const snapshot = this.#pollSnapshot();
    const writer = this.#pollWriter();
    return info || log || snapshot || writer;
  }

  #pollInfo(): boolean {
    const stamp = stampOf(join(this.folder, 'run.json'));
    if (stamp === undefined || stamp === this.#stamps.info) return false;
    this.#info = readInfo(this.folder);
    this.#stamps.info = stamp;
    // run.json is written when a run begins: another one is another run, one that is resumed, or its folder made again.
    this.#log.restart();
    return true;
  }

  /** A process that is killed changes no file. */
  #pollWriter(): boolean {
    const before = this.#writer;
    this.#writer = writerOf(this.folder);
    return this.#writer !== before;
  }

  #pollSnapshot(): boolean {
    const stamp = stampOf(join(this.folder, 'snapshot.json'));
    if (stamp === undefined || stamp === this.#stamps.snapshot) return false;
    this.#snapshot = readSnapshot(this.folder);
    this.#stamps.snapshot = stamp;
    return true;
  }
}

/** The records of a metrics.jsonl that is being appended to. */
class GrowingLog<Keeper extends RecordKeeper> {
  kept: Keeper;
  reader: LogReader;
  /** Why it is not read */
  unread: readonly string[] = [];
  #inode: bigint | undefined;
  /** Up to the end of the last complete line: its writer may still remove what follows. */
  #bytes = 0;
  /** Size that was last seen; an unfinished line is not read again before it has grown. */
  #seen = 0;

  constructor(
    private readonly path: string,
    private readonly keep: () => Keeper,
  ) {
    this.kept = keep();
    this.reader = readerFor(this.kept);
  }

  restart(): void {
    this.kept = this.keep();
    this.reader = readerFor(this.kept);
    this.unread = [];
    this.#bytes = 0;
    this.#seen = 0;
  }

  /** Reads what was appended; whether there was a complete line. */
  poll(): boolean {
    const found = statSync(this.path, { bigint: true, throwIfNoEntry: false });
    if (!found) return false;
    if (!found.isFile()) return this.#noFile();
    this.unread = [];
    const size = Number(found.size);
    const isAnother = found.ino !== this.#inode || size < this.#bytes;
    if (isAnother) this.restart();
    this.#inode = found.ino;
    if (size === this.#seen) return false;
    const before = this.#bytes;
    this.#readTo(size);
    this.#seen = size;
    return this.#bytes > before;
  }

  /** Whether that is new. */
  #noFile(): boolean {
    if (this.unread.length > 0) return false;
    this.restart();
    this.#inode = undefined;
    this.unread = ['metrics.jsonl is not a file: it is not read'];
    return true;
  }

  #readTo(size: number): void {
    const file = openRegular(this.path);
    try {
      // A line longer than a chunk needs a longer one.
      for (let length = CHUNK; this.#bytes < size; ) {
        const wanted = Math.min(length, size - this.#bytes);
        if (this.#take(bytesOf(file, this.#bytes, wanted))) length = CHUNK;
        else if (wanted === size - this.#bytes) break;
        else length *= 2;
      }
    } finally {
      closeSync(file);
    }
  }

  /** Takes the complete lines out of the bytes; whether there was one. */
  #take(bytes: Buffer): boolean {
    const end = bytes.lastIndexOf('\n') + 1;
    if (end === 0) return false;
    const text = bytes.toString('utf8', 0, end);
    this.reader.read(text);
    this.#bytes += end;
    return true;
  }
}

function readerFor(keeper: RecordKeeper): LogReader {
  return new LogReader(record => keeper.add(record));
}

function bytesOf(file: number, from: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, buffer, done, length - done, from + done);
    if (count === 0) break;
    done += count;
  }
  return buffer.subarray(0, done);
}

/** Identifies the file: changes when the file is replaced. Undefined if there is none. */
function stampOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.ino} ${found.size} ${found.mtimeNs}`;
}
