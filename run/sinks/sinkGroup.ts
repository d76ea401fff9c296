import { warnLine } from '../../src/base/console.js';
import type { MeasurementFailure, NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../schema/runInfo.js';
import type { Sink } from './sink.js';

/** Milliseconds that a sink may take for a call, unless the option `sinkTimeout` says something else. */
export const SINK_TIMEOUT = 10_000;

/**
 * Sends records to every sink. An error of a sink is reported once and goes no further: a full disk must neither stop a
 * training nor keep the record from the other sinks. A sink that failed still gets the next record. A sink that hangs is
 * not waited for, see {@link SinkQueue}.
 */
export class SinkGroup {
  readonly #queues: readonly SinkQueue[];

  constructor(
    sinks: readonly Sink[],
    { timeout = SINK_TIMEOUT, report = warnLine }: Partial<SinkQueueOptions> = {},
  ) {
    this.#queues = sinks.map(sink => new SinkQueue(sink, { timeout, report }));
  }

  open(run: RunInfo, earlier: readonly NeuralCollapseRecord[] = []): Promise<void> {
    return this.#each(queue => queue.give(sink => sink.open?.(run, earlier)));
  }

  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): Promise<void> {
    return this.#each(queue => queue.give(sink => sink.write(record, snapshot)));
  }

  fail(failure: MeasurementFailure): Promise<void> {
    return this.#each(queue => queue.give(sink => sink.fail?.(failure)));
  }

  close(): Promise<void> {
    return this.#each(queue => queue.finish(sink => sink.close?.()));
  }

  /** One after the other: some read what others have written. */
  async #each(act: (queue: SinkQueue) => Promise<void>): Promise<void> {
    for (const queue of this.#queues) await act(queue);
  }
}

/** One call of a sink. */
export type SinkCall = (sink: Sink) => void | Promise<void>;

/** How long to wait for a sink, and where to say that it fails. */
export interface SinkQueueOptions {
  /** Milliseconds */
  readonly timeout: number;
  readonly report: (message: string) => void;
}

/** Most calls that wait for a sink which does not answer: each may hold a record and its snapshot. */
const MOST_WAITING = 100;

/** Timers cannot be longer. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * The calls of one sink, one after the other. The training stops waiting for a call after the timeout. Calls that come
 * while one is still running are queued in order, up to 100 of them, and the training does not wait for them.
 */
export class SinkQueue {
  readonly #waiting: SinkCall[] = [];
  /** Settles when nothing waits any more */
  #work: Promise<void> = Promise.resolve();
  #busy = false;
  #hangs = false;
  /** Whether it hung at the end of an earlier training: a callback that serves many fits does not wait each time */
  #givenUp = false;
  #dropped = 0;
  /** The kinds of messages that were reported already */
  readonly #said = new Set<string>();

  constructor(
    private readonly sink: Sink,
    private readonly options: SinkQueueOptions,
  ) {}

  /** Resolves when the sink is done with the call. If the sink hangs: after the timeout, and from then on at once. */
  async give(call: SinkCall): Promise<void> {
    this.#waiting.push(call);
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting.shift();
      this.#dropped++;
    }
    if (!this.#busy) this.#work = this.#doAll();
    if (!this.#hangs) await this.#wait();
  }

  /** The last call. A sink that hangs gets one more timeout to take what is queued. */
  async finish(call: SinkCall): Promise<void> {
    if (!this.#givenUp) this.#hangs = false;
    await this.give(call);
    this.#givenUp = this.#busy;
    const lost = this.#dropped + this.#waiting.length;
    if (lost > 0)
      this.#say('lost', `has not taken ${lost} calls, records among them, when the training ended`);
  }

  async #doAll(): Promise<void> {
    this.#busy = true;
    for (let call = this.#waiting.shift(); call; call = this.#waiting.shift()) {
      try {
        const done = call(this.sink);
        if (done !== undefined) await done;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#say('failed', `failed, training goes on (reported once): ${reason}`);
      }
    }
    this.#busy = false;
    this.#hangs = false;
    this.#givenUp = false;
  }

  async #wait(): Promise<void> {
    const { timeout } = this.options;
    // Most sinks are done when they return.
    if (!this.#busy || (await settlesWithin(this.#work, timeout))) return;
    this.#hangs = true;
    const seconds = `${timeout / 1000} s`;
    this.#say(
      'hangs',
      `has not answered for ${seconds}, training goes on; what comes waits for it (reported once)`,
    );
  }

  #say(kind: string, words: string): void {
    if (this.#said.has(kind)) return;
    this.#said.add(kind);
    try {
      this.options.report(`NeuralCollapse: ${this.sink.name} ${words}`);
    } catch {
      // A console that cannot be written to must not stop a training either.
    }
  }
}

async function settlesWithin(work: Promise<void>, timeout: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), Math.min(timeout, LONGEST_TIMEOUT));
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
