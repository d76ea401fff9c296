import type { Timing } from '../src/record/record.js';

/** An epoch of `fit`, under way or over. */
interface Epoch {
  /** In the run, counted from 0 */
  readonly number: number;
  /** As tf.js counts it, from the beginning of its `fit` */
  readonly ofFit: number;
  readonly start: number;
  /** Whether its last batch has been trained on */
  isOver: boolean;
  /** Whether it has been measured, or cannot be */
  isSettled: boolean;
}

/**
 * The epochs of all trainings of one callback. tf.js counts those of every `fit` from 0: where a later one begins at 0,
 * its epochs follow the last one that was seen. An `initialEpoch` above 0 is kept as it is; one of 0 cannot be told from
 * none.
 */
export class FitEpochs {
  #fits = 0;
  /** First epoch of the training under way, as tf.js counts; undefined before it */
  #first: number | undefined;
  #offset = 0;
  #next = 0;
  #epoch: Epoch | undefined;

  /** @param every the option: measure every n-th epoch */
  constructor(private readonly every: number) {}

  /** Number of the latest epoch of the training under way. */
  get number(): number | undefined {
    return this.#epoch?.number;
  }

  /** Another training begins. Before its first epoch this may be called again. */
  beginFit(): void {
    this.#epoch = undefined;
    if (this.#fits > 0 && this.#first === undefined) return;
    this.#fits++;
    this.#first = undefined;
  }

  /** @param ofFit as tf.js counts; gives the number in the run, or undefined if this epoch has begun before */
  begin(ofFit: number): number | undefined {
    // The callback may stand in `callbacks` twice.
    if (this.#epoch?.ofFit === ofFit && !this.#epoch.isOver) return undefined;
    if (this.#first === undefined) {
      this.#first = ofFit;
      this.#offset = ofFit === 0 ? this.#next : 0;
    }
    const number = ofFit + this.#offset;
    this.#epoch = { number, ofFit, start: performance.now(), isOver: false, isSettled: false };
    return number;
  }

  /** @param ofFit as tf.js counts; gives the number in the run, or undefined if this epoch has ended before */
  end(ofFit: number): number | undefined {
    if (this.#epoch?.isOver) return undefined;
    const number = this.#epoch?.number ?? ofFit;
    if (this.#epoch) this.#epoch.isOver = true;
    this.follow(number);
    return number;
  }

  /** The training is over. */
  endFit(): void {
    this.#epoch = undefined;
  }

  /** Epochs of the next training come after this one. */
  follow(number: number): void {
    this.#next = number + 1;
  }

  /** The epoch has been measured, or cannot be. */
  settle(number: number): void {
    if (this.#epoch?.number === number) this.#epoch.isSettled = true;
  }

  /** @param epochs the epoch before which the training ends, as tf.js counts */
  isDue(number: number, ofFit: number, epochs: number | undefined): boolean {
    const isLast = ofFit + 1 === epochs && this.#lastCounts(epochs);
    return isLast || number % this.every === 0;
  }

  /** The last epoch of the training, where it still is to be measured. */
  unmeasuredLast(epochs: number | undefined): number | undefined {
    const isMissing = this.#epoch?.isSettled === false && this.#lastCounts(epochs);
    return isMissing ? this.#epoch?.number : undefined;
  }

  /** @param measureMs what measuring has taken until now; loops of one's own have no epoch to compare it with */
  timing(number: number, measureMs: number): Timing {
    if (this.#epoch?.number !== number) return { measureMs };
    const epochMs = performance.now() - this.#epoch.start;
    return { measureMs, epochMs, share: measureMs / epochMs };
  }

  /**
   * Whether the last epoch of the training is measured although it is none of every n-th. Not in a loop of trainings that
   * are shorter than that: each epoch could be the last one of such a loop.
   */
  #lastCounts(epochs: number | undefined): boolean {
    return this.#fits <= 1 || (epochs ?? 0) - (this.#first ?? 0) >= this.every;
  }
}

/** What tf.js tells of a training. */
type FitParams = Record<string, number | null | undefined>;

/** `fit` knows samples and batch size, `fitDataset` the steps where `batchesPerEpoch` is given. */
export function batchesPerEpoch(params: unknown): number | undefined {
  const { steps, samples, batchSize } = (params ?? {}) as FitParams;
  if (steps) return steps;
  return samples && batchSize ? Math.ceil(samples / batchSize) : undefined;
}

/** Batches of an epoch of `fitDataset`, where the dataset or `batchesPerEpoch` tells. */
export function stepsOfDataset(params: unknown): number | undefined {
  const { steps, samples } = (params ?? {}) as FitParams;
  return samples || !steps ? undefined : steps;
}

/** The epoch before which the training ends, as tf.js counts. */
export function epochsOf(params: unknown): number | undefined {
  return ((params ?? {}) as FitParams).epochs ?? undefined;
}
