import { closeSync, constants, fstatSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Appends to a file, synchronously: when `append` returns, the bytes are with the operating system and survive a kill.
 * What could not be written (disk full) is kept, and goes out with the next bytes, behind the last complete ones: no
 * reader ever sees half of them followed by others.
 */
export class AppendFile {
  #file: number | undefined;
  #complete = 0;
  #pending: Uint8Array[] = [];

  /**
   * @param path opened by the first `append`, or before by `open`
   * @param head what a file of this kind begins with: written before the first bytes of an empty one
   */
  constructor(
    readonly path: string,
    private readonly head: Uint8Array = new Uint8Array(),
  ) {}

  /** Whether the file has been deleted under us: what is written to it is lost. */
  get deleted(): boolean {
    return this.#file !== undefined && fstatSync(this.#file).nlink === 0;
  }

  /** Makes the file and its folder, or opens the one there is. Does nothing while it is open. Returns its descriptor. */
  open(): number {
    if (this.#file === undefined) {
      mkdirSync(dirname(this.path), { recursive: true });
      this.#file = openSync(this.path, constants.O_RDWR | constants.O_CREAT, 0o644);
      this.#complete = fstatSync(this.#file).size;
    }
    return this.#file;
  }

  append(bytes: Uint8Array): void {
    this.#pending.push(bytes);
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
      ftruncateSync(file, this.#complete);
      throw error;
    }
    this.#complete += bytes.length;
    this.#pending = [];
  }

  /** A later `append` opens the file again. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
