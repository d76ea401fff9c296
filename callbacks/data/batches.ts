import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { argumentError } from '../../src/base/argumentError.js';
import { mistake } from '../errors.js';
import {
  type Batch,
  type BatchDataset,
  formOf,
  inputTensors,
  isBatch,
  type MeasuredData,
  mapInputs,
  withSingleTargets,
} from './measuredData.js';
import { type PassLimits, PassWatch } from './passWatch.js';
import { Ownership, readStream } from './readStream.js';
import { requireAlive } from './requireTensors.js';

/** How the samples are read. */
export interface PassOptions extends PassLimits {
  /** Rows per batch where the data is tensors */
  readonly batchSize: number;
  /** Whether the reader of a stream stops by itself, before its end; default no */
  readonly endsEarly?: boolean;
}

/** Samples in batches, in whatever form they were given. Every pass starts from the beginning. */
export type Batches = TensorBatches | StreamBatches;

/**
 * Asks once which form the data has.
 *
 * @param name the option that the data is given with
 * @throws ArgumentError if a dataset has no end, and no option says how much of it is a pass
 */
export function batchesOf(name: string, data: MeasuredData, options: PassOptions): Batches {
  if (formOf(data) === 'tensors') return new TensorBatches(name, data as Batch, options.batchSize);
  return new StreamBatches(name, data as StreamBatches['data'], options);
}

/** Rows of tensors, all of which exist before a pass. */
export class TensorBatches {
  readonly kind = 'tensors';
  /** Notes for the record about the passes so far */
  readonly notes: readonly string[] = [];

  /**
   * @param from the first row that is meant
   * @param to the first row after them
   */
  constructor(
    readonly name: string,
    readonly tensors: Batch,
    readonly batchSize: number,
    readonly from = 0,
    readonly to = tensors.ys.shape[0] ?? 0,
  ) {}

  /** Some of the rows; a pass skips the others. */
  rows(from: number, to: number, name = this.name): TensorBatches {
    return new TensorBatches(name, this.tensors, this.batchSize, from, to);
  }

  /**
   * One pass. Whoever consumes a batch disposes it; the user's tensors are sliced, so they survive.
   *
   * @throws ArgumentError if a tensor is disposed
   */
  pass(): AsyncGenerator<Batch> {
    return withBreaks(this.#slices());
  }

  *#slices(): Generator<Batch> {
    const { xs, ys } = this.tensors;
    requireAlive(this.tensors, this.name);
    for (let start = this.from; start < this.to; start += this.batchSize) {
      const size = Math.min(this.batchSize, this.to - start);
      const cut = (tensor: Tensor) => tf.slice(tensor, start, size);
      yield { xs: mapInputs(xs, cut), ys: cut(ys) };
    }
  }
}

/** Batches that a dataset or a function makes in each pass. */
export class StreamBatches {
  readonly kind = 'stream';
  readonly #watch: PassWatch;
  readonly #endsEarly: boolean;

  constructor(
    readonly name: string,
    readonly data: Exclude<MeasuredData, Batch>,
    { endsEarly = false, ...limits }: PassOptions,
  ) {
    this.#watch = new PassWatch(name, limits);
    this.#endsEarly = endsEarly;
    // A dataset without an end is refused here, not in the first epoch.
    if (formOf(data) === 'dataset') this.#watch.end((data as BatchDataset).size, endsEarly);
  }

  /** Notes for the record about the passes so far. */
  get notes(): readonly string[] {
    return this.#watch.notes;
  }

  /**
   * One pass. Whoever consumes a batch disposes it; tensors that existed before the pass are cloned, so they survive.
   *
   * @throws ArgumentError if a batch is none, a tensor is disposed, or the data has no end
   */
  pass(): AsyncGenerator<Batch> {
    return withBreaks(this.#checked());
  }

  async *#checked(): AsyncGenerator<Batch> {
    const ownership = new Ownership();
    const pass = { ownership, watch: this.#watch, endsEarly: this.#endsEarly };
    for await (const value of readStream(this.data, pass)) yield checkedBatch(value, ownership, this.name);
  }
}

/** Longest time in milliseconds without giving other work its turn. */
const TURN = 50;

/** Lets timers, sockets and pages run between batches. Awaiting a promise alone does not. */
async function* withBreaks<T>(values: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
  let since = performance.now();
  for await (const value of values) {
    yield value;
    if (performance.now() - since < TURN) continue;
    await nextTurn();
    since = performance.now();
  }
}

/** The next turn of the event loop; browsers have no setImmediate. */
function nextTurn(): Promise<void> {
  return new Promise(resolve => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve);
  });
}

/** Batches are `{xs, ys}` or `[xs, ys]`; `ys` may be an array or record with one entry, as fitDataset allows. */
function checkedBatch(value: unknown, ownership: Ownership, name: string): Batch {
  const whole = Array.isArray(value) && value.length === 2 ? { xs: value[0], ys: value[1] } : value;
  let pair: unknown;
  try {
    pair = withSingleTargets(whole, name);
    if (!isBatch(pair)) throw notABatch(value, name);
    const tensors = [...inputTensors(pair.xs), pair.ys];
    if (tensors.some(tensor => tensor.isDisposed)) throw usedUp(name);
    if (new Set(tensors.map(tensor => tensor.shape[0])).size > 1) throw notABatch(value, name);
  } catch (error) {
    ownership.dispose(value);
    throw error;
  }
  // Sample weights, names...: nothing else would release them.
  ownership.dispose(value, [...inputTensors(pair.xs), pair.ys]);
  return { xs: mapInputs(pair.xs, tensor => ownership.taken(tensor)), ys: ownership.taken(pair.ys) };
}

function notABatch(value: unknown, name: string): Error {
  const requirement =
    '{xs, ys}: tensors with the same first dimension, ys one tensor (a dataset of single samples needs .batch(32))';
  return argumentError('NeuralCollapse', `a batch of ${name}`, requirement, value);
}

function usedUp(name: string): Error {
  return mistake(
    `a batch of ${name} must not be disposed; tensors that are made during a pass are disposed after use, ` +
      'as model.fitDataset does: make them anew in each pass, or all of them before the training',
    { argument: `a batch of ${name}` },
  );
}
