import { warn } from '../../src/base/console.js';
import { mistake } from '../errors.js';

/** What tells how many batches of a stream make one pass. */
export interface PassLimits {
  /** Option `batchesPerPass` */
  readonly batchesPerPass?: number | undefined;
  /** Steps of an epoch of `model.fitDataset` */
  readonly batchesPerEpoch?: number | undefined;
}

/** Where a pass stops if the stream does not end before. */
export interface PassEnd {
  readonly batches: number;
  /** `size`: the stream ends there itself; `limit`: nobody knows where it ends */
  readonly by: 'option' | 'steps' | 'size' | 'limit';
}

/** Batches of a pass over a stream of which nobody knows whether it ends. */
export const MOST_BATCHES = 100_000;
/** Where the training has far fewer. */
const LEAST_LIMIT = 1000;
const EPOCHS_PER_PASS = 100;

/** Milliseconds after which a stream is said to be silent, and a pass without a known end to be long. */
export const PATIENCE = 60_000;

/** Watches the passes over one stream: that they end, and that it is said where they seem not to. */
export class PassWatch {
  readonly #said = new Set<string>();
  #note: string | undefined;
  #latest: unknown;

  /** @param name the option that the stream is given with */
  constructor(
    readonly name: string,
    private readonly limits: PassLimits = {},
  ) {}

  /** What a record has to say of the passes so far. */
  get notes(): readonly string[] {
    return this.#note === undefined ? [] : [this.#note];
  }

  /**
   * @param size of a dataset, in batches: Infinity without an end, NaN or null where it is not known
   * @param endsEarly whether whoever reads the stream stops by itself
   * @throws ArgumentError if the stream has no end, and nobody has said how much of it is a pass
   */
  end(size: unknown, endsEarly = false): PassEnd {
    const { batchesPerPass, batchesPerEpoch } = this.limits;
    if (batchesPerPass !== undefined) return { batches: batchesPerPass, by: 'option' };
    if (endsEarly) return { batches: MOST_BATCHES, by: 'limit' };
    if (size === Number.POSITIVE_INFINITY) {
      if (batchesPerEpoch !== undefined) return { batches: batchesPerEpoch, by: 'steps' };
      throw mistake(
        `${this.name} must have an end, or the option batchesPerPass must say how many of its batches ` +
          'are a pass; received a dataset of size Infinity, as repeat() makes it',
      );
    }
    if (isCount(size)) return { batches: Number.POSITIVE_INFINITY, by: 'size' };
    const epochs = EPOCHS_PER_PASS * (batchesPerEpoch ?? MOST_BATCHES);
    return { batches: Math.min(MOST_BATCHES, Math.max(LEAST_LIMIT, epochs)), by: 'limit' };
  }

  /**
   * A pass begins; gives a function to call where it has had no batch.
   *
   * @throws ArgumentError from it, if the pass before has used up the iterator
   */
  begin(iterator: unknown): () => void {
    const isUsed = iterator === this.#latest;
    this.#latest = iterator;
    return () => {
      if (!isUsed) return;
      throw mistake(
        `${this.name} must start a new pass each time; it has given the iterator of the pass before, which ` +
          `is used up. Give the generator function itself (${this.name}: batches, not ${this.name}: () => iterator), or make ` +
          'the iterator inside the function',
      );
    };
  }

  /** A pass has come to its end before the stream has. */
  stopped({ batches, by }: PassEnd): void {
    if (by === 'size') return;
    const reasons = {
      option: `${this.name} is measured up to batch ${batches} of a pass (option batchesPerPass)`,
      steps: `${this.name} has no end: its first ${batches} batches are a pass, as many as an epoch of fitDataset has`,
      limit: `${this.name} had not ended after ${batches} batches: these are measured`,
    };
    this.#note = reasons[by];
    if (by !== 'limit') return;
    this.#sayOnce(`${reasons.limit}; set the option batchesPerPass to the number of batches in a pass`);
  }

  /** Waits for a batch; names the stream where that takes long. */
  async next<T>(batch: number, act: () => T | Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.#sayOnce(
        `${this.name} has not given batch ${batch} for ${PATIENCE / 1000} s; still waiting for it`,
      );
    }, PATIENCE);
    // What waits for nothing but this warning may end. Browsers have numbers for timers.
    (timer as { unref?(): void }).unref?.();
    try {
      return await act();
    } finally {
      clearTimeout(timer);
    }
  }

  /** A pass of which nobody knows the end goes on for so long. */
  isLong(batches: number): void {
    this.#sayOnce(
      `${this.name} has given ${batches} batches in ${PATIENCE / 1000} s and goes on; if it has no end, set the option ` +
        'batchesPerPass',
    );
  }

  #sayOnce(message: string): void {
    // Each kind once: only the numbers in it differ.
    const kind = message.replaceAll(/\d+/g, '');
    if (this.#said.has(kind)) return;
    this.#said.add(kind);
    warn(message);
  }
}

function isCount(size: unknown): boolean {
  return Number.isInteger(size) && (size as number) >= 0;
}
