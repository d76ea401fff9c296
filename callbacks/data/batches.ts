import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { ArgumentError, argumentError } from '../../src/base/argumentError.js';
import { breather } from './breather.js';
import {
  type Batch,
  inputTensors,
  isBatch,
  isDataset,
  type MeasuredData,
  mapInputs,
  rowRange,
} from './measuredData.js';
import { Ownership } from './ownership.js';
import { PassWatch } from './passWatch.js';
import { readStream } from './readStream.js';
import { requireAlive } from './requireAlive.js';
import { withSingleTargets } from './singleTargets.js';

/** How a pass is made. */
export interface PassOptions {
  /** Rows per batch where the data is tensors */
  readonly batchSize: number;
  /** Of the data, over all its passes; default one that knows no limits */
  readonly watch?: PassWatch | undefined;
  /** Whether whoever consumes the batches stops by itself; default no */
  readonly endsEarly?: boolean;
}

/**
 * One pass over the measured data. Whoever consumes a batch disposes it; tensors of the user are sliced or cloned, so
 * they survive. Timers and sockets have their turn meanwhile.
 *
 * @throws ArgumentError if a batch is none, a tensor is disposed, or the data has no end
 */
export async function* batches(data: MeasuredData, options: PassOptions): AsyncGenerator<Batch> {
  const breathe = breather();
  for await (const batch of unhurried(data, options)) {
    yield batch;
    await breathe();
  }
}

async function* unhurried(data: MeasuredData, options: PassOptions): AsyncGenerator<Batch> {
  const { batchSize, watch = new PassWatch('data'), endsEarly = false } = options;
  if (!isDataset(data) && typeof data !== 'function') return yield* fromTensors(data, batchSize, watch.name);
  const ownership = new Ownership();
  const values = readStream(data, { ownership, watch, endsEarly });
  for await (const value of values) yield checkedBatch(value, ownership, watch.name);
}

function* fromTensors(batch: Batch, batchSize: number, name: string): Generator<Batch> {
  const { xs, ys } = batch;
  requireAlive({ xs, ys }, name);
  const { from, to } = rowRange(batch);
  for (let start = from; start < to; start += batchSize) {
    const size = Math.min(batchSize, to - start);
    const cut = (tensor: Tensor) => tf.slice(tensor, start, size);
    yield { xs: mapInputs(xs, cut), ys: cut(ys) };
  }
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
  // Sample weights, names...: nobody else would release them.
  ownership.dispose(value, [...inputTensors(pair.xs), pair.ys]);
  return { xs: mapInputs(pair.xs, tensor => ownership.taken(tensor)), ys: ownership.taken(pair.ys) };
}

function notABatch(value: unknown, name: string): Error {
  const requirement =
    '{xs, ys}: tensors with the same first dimension, ys one tensor (a dataset of single samples needs .batch(32))';
  return argumentError('NeuralCollapse', `a batch of ${name}`, requirement, value);
}

function usedUp(name: string): Error {
  return new ArgumentError(
    `NeuralCollapse: a batch of ${name} must not be disposed; tensors that are made during a pass are disposed after use, ` +
      'as model.fitDataset does: make them anew in each pass, or all of them before the training',
  );
}
