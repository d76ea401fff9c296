import { Worker } from 'node:worker_threads';

/** An input that takes longer than this hangs: inputs have a few kilobytes and take less than a millisecond. */
const LONGEST_MS = 60_000;

/**
 * Ends this process, naming the input, if an input takes for ever. A loop that never returns lets no timer of its own
 * thread run, so another thread watches.
 */
export class Watchdog {
  readonly #count = new BigInt64Array(new SharedArrayBuffer(8));
  readonly #thread: Worker;

  constructor(name: string, seed: number, longestMs = LONGEST_MS) {
    this.#thread = new Worker(new URL('./watchdogThread.mjs', import.meta.url), {
      workerData: { count: this.#count, name, seed, longestMs },
    });
    this.#thread.unref();
  }

  /** Before each input. */
  next(): void {
    Atomics.add(this.#count, 0, 1n);
  }

  async stop(): Promise<void> {
    await this.#thread.terminate();
  }
}
