import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { argumentError } from '../../src/argumentError.js';
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

/**
 * One pass over the measured data. Whoever consumes a batch disposes it; tensors that the user passed in are sliced,
 * so they survive.
 */
export async function* batches(data: MeasuredData, batchSize: number): AsyncGenerator<Batch> {
  if (typeof data === 'function') yield* fromFunction(data);
  else if (isDataset(data)) yield* fromDataset(data);
  else yield* fromTensors(data, batchSize);
}

function* fromTensors({ xs, ys }: Batch, batchSize: number): Generator<Batch> {
  const samples = ys.shape[0] ?? 0;
  for (let start = 0; start < samples; start += batchSize) {
    const size = Math.min(batchSize, samples - start);
    const cut = (tensor: Tensor) => tf.slice(tensor, start, size);
    yield { xs: mapInputs(xs, cut), ys: cut(ys) };
  }
}

async function* fromFunction(start: () => unknown): AsyncGenerator<Batch> {
  const source = start();
  if (isDataset(source)) return yield* fromDataset(source);
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
      yield checkedBatch(batch);
    }
  } finally {
    // Batches of a list exist already; a pass that ends early must not leave them behind.
    if (Array.isArray(source)) tf.dispose(source.slice(used) as tf.TensorContainer);
  }
}

async function* fromDataset(dataset: BatchDataset): AsyncGenerator<Batch> {
  const iterator = await dataset.iterator();
  for (let step = await iterator.next(); !step.done; step = await iterator.next())
    yield checkedBatch(step.value);
}

/** Batches are `{xs, ys}` or `[xs, ys]`; `ys` may be an array or record with one entry, as fitDataset allows. */
function checkedBatch(value: unknown): Batch {
  const whole = Array.isArray(value) && value.length === 2 ? { xs: value[0], ys: value[1] } : value;
  const pair = withSingleTargets(whole);
  if (isBatch(pair)) {
    const sizes = [...inputTensors(pair.xs), pair.ys].map(tensor => tensor.shape[0]);
    if (new Set(sizes).size === 1) return pair;
  }
  tf.dispose(value as tf.TensorContainer);
  const requirement = '{xs, ys}: tensors with the same first dimension, ys one tensor';
  throw argumentError('NeuralCollapse', 'a batch of data', requirement, value);
}

/** Unwraps targets of one output; several outputs stay as they are, and are refused. */
function withSingleTargets(batch: unknown): unknown {
  const { xs, ys } = (batch ?? {}) as { xs?: unknown; ys?: unknown };
  if (ys === null || typeof ys !== 'object' || isTensor(ys)) return batch;
  const entries = Object.values(ys);
  return entries.length === 1 ? { xs, ys: entries[0] } : batch;
}
