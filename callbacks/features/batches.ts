import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { ArgumentError, argumentError } from '../../src/argumentError.js';
import { abandonIterator } from './abandonIterator.js';
import {
  type Batch,
  type BatchDataset,
  inputTensors,
  isBatch,
  isDataset,
  isTensor,
  type MeasuredData,
  mapInputs,
} from './measuredData.js';
import { Ownership } from './ownership.js';

/**
 * One pass over the measured data. Whoever consumes a batch disposes it; tensors of the user are sliced or cloned, so
 * they survive.
 */
export async function* batches(data: MeasuredData, batchSize: number): AsyncGenerator<Batch> {
  if (!isDataset(data) && typeof data !== 'function') return yield* fromTensors(data, batchSize);
  const ownership = new Ownership();
  for await (const batch of streamed(data, ownership)) yield checkedBatch(batch, ownership);
}

function* fromTensors({ xs, ys }: Batch, batchSize: number): Generator<Batch> {
  requireAlive('data.xs', inputTensors(xs));
  requireAlive('data.ys', [ys]);
  const samples = ys.shape[0] ?? 0;
  for (let start = 0; start < samples; start += batchSize) {
    const size = Math.min(batchSize, samples - start);
    const cut = (tensor: Tensor) => tf.slice(tensor, start, size);
    yield { xs: mapInputs(xs, cut), ys: cut(ys) };
  }
}

/** Measuring must not be the first to notice, inside tf.js, that a tensor is gone. */
function requireAlive(name: string, tensors: readonly Tensor[]): void {
  if (!tensors.some(tensor => tensor.isDisposed)) return;
  throw new ArgumentError(
    `NeuralCollapse: ${name} must not be disposed while it is measured, each epoch anew; received a disposed tensor`,
  );
}

async function* streamed(data: unknown, ownership: Ownership): AsyncGenerator<unknown> {
  if (isDataset(data)) return yield* fromDataset(data, ownership);
  const source = (data as () => unknown)();
  if (isDataset(source)) return yield* fromDataset(source, ownership);
  const iterable = source as AsyncIterable<unknown> & Iterable<unknown>;
  if (!iterable?.[Symbol.asyncIterator] && !iterable?.[Symbol.iterator]) {
    throw argumentError(
      'NeuralCollapse',
      'data()',
      'a function that returns an (async) iterable of batches',
      source,
    );
  }
  let used = 0;
  try {
    for await (const batch of iterable) {
      used++;
      yield batch;
    }
  } finally {
    // Batches of a list that was made for the pass exist already; a pass that ends early must not leave them behind.
    if (Array.isArray(source)) ownership.dispose(source.slice(used));
  }
}

async function* fromDataset(dataset: BatchDataset, ownership: Ownership): AsyncGenerator<unknown> {
  const iterator = await dataset.iterator();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await iterator.next();
      ended = done === true;
      if (ended) return;
      yield value;
    }
  } finally {
    if (!ended) await abandonIterator(iterator, value => ownership.dispose(value));
  }
}

/** Batches are `{xs, ys}` or `[xs, ys]`; `ys` may be an array or record with one entry, as fitDataset allows. */
function checkedBatch(value: unknown, ownership: Ownership): Batch {
  const whole = Array.isArray(value) && value.length === 2 ? { xs: value[0], ys: value[1] } : value;
  const pair = withSingleTargets(whole);
  try {
    if (!isBatch(pair)) throw notABatch(value);
    const tensors = [...inputTensors(pair.xs), pair.ys];
    if (tensors.some(tensor => tensor.isDisposed)) throw usedUp();
    if (new Set(tensors.map(tensor => tensor.shape[0])).size > 1) throw notABatch(value);
  } catch (error) {
    ownership.dispose(value);
    throw error;
  }
  // Sample weights, names...: nobody else would release them.
  ownership.dispose(value, [...inputTensors(pair.xs), pair.ys]);
  return { xs: mapInputs(pair.xs, tensor => ownership.taken(tensor)), ys: ownership.taken(pair.ys) };
}

function notABatch(value: unknown): Error {
  const requirement = '{xs, ys}: tensors with the same first dimension, ys one tensor';
  return argumentError('NeuralCollapse', 'a batch of data', requirement, value);
}

function usedUp(): Error {
  return new ArgumentError(
    'NeuralCollapse: a batch of data must not be disposed; tensors that are made during a pass are disposed after use, ' +
      'as model.fitDataset does: make them anew in each pass, or all of them before the training',
  );
}

/** Unwraps targets of one output; several outputs stay as they are, and are refused. */
function withSingleTargets(batch: unknown): unknown {
  const { xs, ys } = (batch ?? {}) as { xs?: unknown; ys?: unknown };
  if (ys === null || typeof ys !== 'object' || isTensor(ys)) return batch;
  const entries = Object.values(ys);
  return entries.length === 1 ? { xs, ys: entries[0] } : batch;
}
