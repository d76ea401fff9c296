import { TransferError } from './transferError.js';

/** Aborts `signal` unless it is fed in time. */
export class Watchdog {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts the wait anew. */
  feed(ms: number, onTimeout: TransferError): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(onTimeout), ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** No answer in time: another attempt would wait as long again, so the next mirror is tried instead. */
export const noAnswer = (ms: number) => new TransferError(`no answer within ${ms} ms`, false);

/** The transfer began and stopped: worth resuming. */
export const stalled = (ms: number) => new TransferError(`nothing arrived for ${ms} ms`, true);
