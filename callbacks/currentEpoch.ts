import type { Timing } from '../src/record/record.js';

/** The epoch that `fit` is at. */
export class CurrentEpoch {
  readonly #start = performance.now();
  /** Whether it has been measured, or cannot be */
  isMeasured = false;
  /** Whether its last batch has been trained on */
  isOver = false;

  /**
   * Begins now.
   *
   * @param number in the run, counted from 0
   * @param ofFit as tf.js counts it, from the beginning of the `fit` under way
   */
  constructor(
    readonly number: number,
    private readonly ofFit: number,
  ) {}

  /** Whether this is the epoch that tf.js means, and it is not over. */
  isUnderWay(ofFit: number): boolean {
    return this.ofFit === ofFit && !this.isOver;
  }

  /** @param measureMs what measuring it has taken until now */
  timing(measureMs: number): Timing {
    const epochMs = performance.now() - this.#start;
    return { measureMs, epochMs, share: measureMs / epochMs };
  }
}

/** `fit` knows samples and batch size, `fitDataset` the steps where `batchesPerEpoch` is given. */
export function batchesPerEpoch(params: unknown): number | undefined {
  const { steps, samples, batchSize } = (params ?? {}) as Record<string, number | null | undefined>;
  if (steps) return steps;
  return samples && batchSize ? Math.ceil(samples / batchSize) : undefined;
}

/** Batches of an epoch of `fitDataset`, where the dataset or `batchesPerEpoch` tells. */
export function stepsOfDataset(params: unknown): number | undefined {
  const { steps, samples } = (params ?? {}) as Record<string, number | null | undefined>;
  return samples || !steps ? undefined : steps;
}
