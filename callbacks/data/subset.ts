import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { permutation } from '../../src/base/random.js';
import type { ClassEncoding } from '../../src/encodings/classEncoding.js';
import { UNLABELED } from '../../src/encodings/decodeTargets.js';
import { readLabels } from '../../src/encodings/readLabels.js';
import { mistake, unmeasurable } from '../errors.js';
import type { Batches } from './batches.js';
import { encodingOfBatch, isUnlabeled } from './findEncoding.js';
import { type Batch, inputTensors, mapInputs } from './measuredData.js';

/**
 * Indices of the first `perClass` samples of each class in a seeded random order, ascending.
 *
 * @throws if a class has fewer than `perClass` samples
 */
export function balancedIndices(
  labels: ArrayLike<number>,
  classes: number,
  perClass: number,
  seed: number | string,
): Int32Array {
  const taken = new Array<number>(classes).fill(0);
  const chosen = permutation(labels.length, seed).filter(i => taken[labels[i]!]!++ < perClass);
  const short = taken.flatMap((n, k) => (n < perClass ? [`${k} (${n})`] : []));
  if (short.length > 0) {
    throw unmeasurable(
      `samplesPerClass must be at most the size of the smallest class, received ${perClass}; ` +
        `smaller classes (samples): ${short.join(', ')}`,
    );
  }
  return chosen.sort();
}

/** Samples copied on the device, and their positions. */
export interface TensorSubset {
  readonly batch: Batch;
  /** Position of each sample in the data it was taken from */
  readonly positions: ArrayLike<number>;
}

/** The same samples in every epoch: a seeded subset with `perClass` samples of each class, copied on the device. */
export async function balancedSubset(
  { xs, ys }: Batch,
  labels: Tensor1D,
  classes: number,
  perClass: number,
  seed: number | string,
): Promise<TensorSubset> {
  const positions = balancedIndices(await labels.data(), classes, perClass, seed);
  const rows = tf.tensor1d(positions, 'int32');
  try {
    const batch = { xs: mapInputs(xs, tensor => tf.gather(tensor, rows)), ys: tf.gather(ys, rows) };
    return { batch, positions };
  } finally {
    rows.dispose();
  }
}

/** A subset of a stream, and the encoding that was given or found. */
export interface StreamSubset {
  /** Copied on the device */
  readonly batch: Batch;
  readonly encoding: ClassEncoding;
}

/**
 * A subset with `perClass` samples of each class from a stream of batches: the first ones of each class in one pass,
 * kept on the device, so that every epoch measures the same samples whatever order the stream has later.
 *
 * @throws if the stream ends before every class has `perClass` samples, or the targets are neither integers nor one-hot
 *   and no encoding is given
 */
export async function streamSubset(
  data: Batches,
  outputDim: number,
  perClass: number,
  given?: ClassEncoding,
): Promise<StreamSubset> {
  const parts: Batch[] = [];
  let encoding: ClassEncoding | undefined = given;
  const missing = new Array<number>(given?.classes ?? Math.max(2, outputDim)).fill(perClass);
  try {
    for await (const batch of data.pass()) {
      try {
        if (batch.ys.shape[0] === 0) continue;
        encoding ??= (await encodingOfBatch(batch.ys, outputDim)) ?? undefined;
        const labels = encoding ? await labelsOf(batch, outputDim, encoding) : await unlabeled(batch);
        const chosen = take(labels, missing);
        if (chosen.length > 0) parts.push(rowsOf(batch, chosen));
      } finally {
        tf.dispose([batch.xs, batch.ys] as tf.TensorContainer);
      }
      if (missing.every(n => n === 0)) break;
    }
    checkComplete(missing, perClass);
    return { batch: joined(parts), encoding: encoding! };
  } finally {
    for (const part of parts) tf.dispose([part.xs, part.ys] as tf.TensorContainer);
  }
}

async function labelsOf({ ys }: Batch, outputDim: number, encoding: ClassEncoding) {
  const { labels } = await readLabels(ys, outputDim, encoding);
  return await labels.data().finally(() => labels.dispose());
}

/** Labels of a batch from which the encoding was not recognized: none, if it has no labeled row. */
async function unlabeled({ ys }: Batch): Promise<ArrayLike<number>> {
  if (await isUnlabeled(ys)) return new Int32Array(ys.shape[0]!).fill(UNLABELED);
  throw mistake(
    'samplesPerClass with a stream of batches needs integer, one-hot or smoothed targets, or the option encoding',
    { argument: 'samplesPerClass' },
  );
}

/** Indices of samples whose class still needs some; subtracts them from the number needed. */
function take(labels: ArrayLike<number>, missing: number[]): number[] {
  return Array.from(labels).flatMap((k, i) => (missing[k]! > 0 && missing[k]!-- > 0 ? [i] : []));
}

function rowsOf({ xs, ys }: Batch, chosen: number[]): Batch {
  const rows = tf.tensor1d(chosen, 'int32');
  try {
    return { xs: mapInputs(xs, tensor => tf.gather(tensor, rows)), ys: tf.gather(ys, rows) };
  } finally {
    rows.dispose();
  }
}

function checkComplete(missing: readonly number[], perClass: number): void {
  const short = missing.flatMap((n, k) => (n > 0 ? [`${k} (${perClass - n})`] : []));
  if (short.length === 0) return;
  throw unmeasurable(
    `samplesPerClass must be at most the size of the smallest class, received ${perClass}; ` +
      `the data has fewer of classes (samples): ${short.join(', ')}`,
  );
}

function joined(parts: readonly Batch[]): Batch {
  const first = parts[0]!;
  const form = inputTensors(first.xs);
  const concatenated = form.map((_, i) => tf.concat(parts.map(part => inputTensors(part.xs)[i]!)));
  const at = new Map<Tensor, Tensor>(form.map((tensor, i) => [tensor, concatenated[i]!]));
  return { xs: mapInputs(first.xs, tensor => at.get(tensor)!), ys: tf.concat(parts.map(part => part.ys)) };
}
