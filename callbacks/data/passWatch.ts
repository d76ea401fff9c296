import { warn } from '../../src/base/console.js';
import { mistake } from '../errors.js';

/** How many batches of a stream make one pass, from the two places that may say so. */
export interface PassLimits {
  /** Option `batchesPerPass` */
  readonly batchesPerPass?: number | undefined;
  /** Steps of an epoch of `model.fitDataset` */
  readonly batchesPerEpoch?: number | undefined;
}

/** Where a pass stops if the stream does not end before. */
export interface PassEnd {
  readonly batches: number;
  /** `size`: the stream itself ends there; `limit`: it is not known where it ends */
  readonly by: 'option' | 'steps' | 'size' | 'limit';
}

/** Most batches of a pass over a stream that may never end. */
export const MOST_BATCHES = 100_000;
/** Least number of batches before that, even if an epoch of the training has far fewer. */
const LEAST_LIMIT = 1000;
const EPOCHS_PER_PASS = 100;

/** Milliseconds without a batch after which a warning names the stream, and after which it names a long pass. */
export const PATIENCE = 60_000;

/** Makes sure that the passes over one stream end, and warns about a pass that seems not to. */
export class PassWatch {
  readonly #said = new Set<string>();
  #note: string | undefined;
  #latest: unknown;

  /** @param name the option that the stream is given with */
  constructor(
    readonly name: string,
    private readonly limits: PassLimits = {},
  ) {}

  /** Notes for the record about the passes so far. */
  get notes(): readonly string[] {
    return this.#note === undefined ? [] : [this.#note];
  }

  /**
   * @param size of a dataset, in batches: Infinity without an end, NaN or null where it is not known
   * @param endsEarly whether the reader of the stream stops by itself
   * @throws ArgumentError if the stream has no end, and no option says how much of it is a pass
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
        { argument: this.name },
      );
    }
    if (isCount(size)) return { batches: Number.POSITIVE_INFINITY, by: 'size' };
    const epochs = EPOCHS_PER_PASS * (batchesPerEpoch ?? MOST_BATCHES);
    return { batches: Math.min(MOST_BATCHES, Math.max(LEAST_LIMIT, epochs)), by: 'limit' };
  }

  /**
   * A pass begins. Returns a function to call if the pass had no batch.
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
        { argument: this.name },
      );
    };
  }

  /** A pass has ended before the stream did. */
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

  /** Waits for a batch. A warning names the stream if that takes long. */
  async next<T>(batch: number, act: () => T | Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.#sayOnce(
        `${this.name} has not given batch ${batch} for ${PATIENCE / 1000} s; still waiting for it`,
      );
    }, PATIENCE);
    // The timer of the warning must not keep the process alive. In browsers timers are numbers.
    (timer as { unref?(): void }).unref?.();
    try {
      return await act();
    } finally {
      clearTimeout(timer);
    }
  }

  /** A pass without a known end has taken a long time. */
  isLong(batches: number): void {
    this.#sayOnce(
      `${this.name} has given ${batches} batches in ${PATIENCE / 1000} s and goes on; if it has no end, set the option ` +
        'batchesPerPass',
    );
  }

  #sayOnce(message: string): void {
    // Each kind of warning is given once: later ones differ only in their numbers.
    const kind = message.replaceAll(/\d+/g, '');
    if (this.#said.has(kind)) return;
    this.#said.add(kind);
    warn(message);
  }
}

function isCount(size: unknown): boolean {
  return Number.isInteger(size) && (size as number) >= 0;
}
