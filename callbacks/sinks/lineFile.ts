import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/**
 * Appends lines to a file, synchronously: when `write` returns, the line is with the operating system and survives a
 * kill. After a failed write (disk full) the line is kept, and goes out with the next one, behind the last complete
 * line. A pino destination; pino's own synchronous one retries a full disk in an endless loop.
 */
export class LineFile {
  readonly #file: number;
  #complete: number;
  #pending = '';

  constructor(path: string) {
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644);
    this.#complete = fstatSync(this.#file).size;
  }

  /** Whether the file has been deleted under us: what is written to it is lost. */
  get deleted(): boolean {
    return fstatSync(this.#file).nlink === 0;
  }

  write(line: string): void {
    this.#pending += line;
    const bytes = Buffer.from(this.#pending);
    try {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#file, bytes, done, bytes.length - done, this.#complete + done);
      }
    } catch (error) {
      ftruncateSync(this.#file, this.#complete);
      throw error;
    }
    this.#complete += bytes.length;
    this.#pending = '';
  }

  close(): void {
    closeSync(this.#file);
  }
}
