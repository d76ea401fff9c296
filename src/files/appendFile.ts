import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { NotAFileError, requireOpenFile } from './regularFile.js';

/** Most bytes that wait for a file that takes none; beyond them the oldest are dropped. */
const MOST_PENDING = 64 * 2 ** 20;

/**
 * Appends to a file, synchronously: when `append` returns, the bytes are with the operating system and survive a kill.
 * What could not be written (disk full) is kept, up to 64 MiB of it, and goes out with the next bytes, behind the last
 * complete ones: no reader ever sees half of them followed by others.
 */
export class AppendFile {
  #file: number | undefined;
  #complete = 0;
  #pending: Uint8Array[] = [];
  /** Whether bytes behind the complete ones could not be taken back */
  #torn = false;

  /**
   * @param path opened by the first `append`, or before by `open`
   * @param head what a file of this kind begins with: written before the first bytes of an empty one
   */
  constructor(
    readonly path: string,
    private readonly head: Uint8Array = new Uint8Array(),
  ) {}

  /** Whether the path no longer leads to the file that is open (deleted, moved, replaced): what is written is lost. */
  get deleted(): boolean {
    if (this.#file === undefined) return false;
    try {
      const found = statSync(this.path, { bigint: true, throwIfNoEntry: false });
      const ours = fstatSync(this.#file, { bigint: true });
      return found?.ino !== ours.ino || found.dev !== ours.dev;
    } catch {
      // What cannot be told now (a network file system that is away) shows when bytes are written.
      return false;
    }
  }

  /**
   * Makes the file and its folder, or opens the one there is. Does nothing while it is open. Returns its descriptor.
   *
   * @throws NotAFileError where the path is a link, or no file: what is behind it is not ours
   */
  open(): number {
    if (this.#file === undefined) {
      mkdirSync(dirname(this.path), { recursive: true });
      this.#file = openOwn(this.path);
      const { size } = fstatSync(this.#file);
      this.#complete = this.#torn ? Math.min(size, this.#complete) : size;
    }
    return this.#file;
  }

  append(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#dropOldest();
    this.flush();
  }

  /** Tries again what could not be written. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const file = this.open();
    const bytes = Buffer.concat(this.#complete === 0 ? [this.head, ...this.#pending] : this.#pending);
    try {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(file, bytes, done, bytes.length - done, this.#complete + done);
      }
    } catch (error) {
      this.#takeBack(file);
      throw error;
    }
    this.#complete += bytes.length;
    this.#pending = [];
    this.#torn = false;
  }

  /** Forgets what could not be written, where the caller keeps it. */
  discard(): void {
    this.#pending = [];
  }

  /** Where that fails too (no regular file, a device that is gone), the next bytes go over those that are torn. */
  #takeBack(file: number): void {
    try {
      ftruncateSync(file, this.#complete);
    } catch {
      this.#torn = true;
    }
  }

  #dropOldest(): void {
    let bytes = this.#pending.reduce((sum, { length }) => sum + length, 0);
    while (bytes > MOST_PENDING && this.#pending.length > 1) bytes -= this.#pending.shift()!.length;
  }

  /** Gives its descriptor away, to read what it has; a later `append` opens the path again. */
  handOver(): number | undefined {
    const file = this.#file;
    this.#file = undefined;
    return file;
  }

  /** A later `append` opens the file again. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

const OWN = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** In a folder that somebody else has made, a link could lead to any file of this user. */
function openOwn(path: string): number {
  return requireOpenFile(openNoLink(path), path);
}

function openNoLink(path: string): number {
  try {
    return openSync(path, OWN, 0o644);
  } catch (error) {
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    throw isLink ? new NotAFileError(path, 'a symbolic link') : error;
  }
}
