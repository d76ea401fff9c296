import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { disposeBatch, type ForwardBatch } from '../taps/forwardPasses.js';

/** Up to where batches are joined. */
export interface JoinLimits {
  /** Samples that are worth a round of kernels */
  readonly rows: number;
  /** Numbers of their features, outputs and targets: with many classes the last two are the larger ones */
  readonly numbers: number;
}

const LIMITS: JoinLimits = { rows: 4096, numbers: 2 ** 22 };

/**
 * The same samples in fewer batches: what is worked out of outputs and labels is a dozen small kernels per batch, which for
 * batches of a few hundred samples cost a tenth of the forward pass. Whoever gets a batch disposes it.
 */
export async function* joinedBatches(
  batches: AsyncIterable<ForwardBatch>,
  limits: JoinLimits = LIMITS,
): AsyncGenerator<ForwardBatch> {
  let waiting: ForwardBatch[] = [];
  try {
    for await (const batch of batches) {
      const before = waiting;
      const isFull = size(before, rowsOf) >= limits.rows || size(before, numbersOf) >= limits.numbers;
      if (before.length === 0 || !(isFull || !fits(before[0]!, batch))) {
        before.push(batch);
        continue;
      }
      waiting = [batch];
      yield joined(before);
    }
    const last = waiting;
    waiting = [];
    if (last.length > 0) yield joined(last);
  } finally {
    waiting.forEach(disposeBatch);
  }
}

const rowsOf = ({ features }: ForwardBatch): number => features.shape[0];
const numbersOf = (batch: ForwardBatch): number =>
  tensorsOf(batch).reduce((sum, tensor) => sum + tensor.size, 0);

function size(batches: readonly ForwardBatch[], of: (batch: ForwardBatch) => number): number {
  return batches.reduce((sum, batch) => sum + of(batch), 0);
}

/** Tensors of a batch by one order. */
const tensorsOf = ({ features, outputs, targets, depth }: ForwardBatch): Tensor[] => [
  features,
  outputs,
  targets,
  ...depth,
];

/** Whether all tensors differ in the number of samples only: a user's batches may have targets in several forms. */
function fits(a: ForwardBatch, b: ForwardBatch): boolean {
  const [of, others] = [tensorsOf(a), tensorsOf(b)];
  const isAlike = (x: Tensor, y: Tensor) =>
    x.dtype === y.dtype && x.shape.slice(1).join() === y.shape.slice(1).join() && x.rank === y.rank;
  return of.length === others.length && of.every((tensor, i) => isAlike(tensor, others[i]!));
}

/** One batch of several, which are disposed. */
function joined(batches: readonly ForwardBatch[]): ForwardBatch {
  if (batches.length === 1) return batches[0]!;
  const concat = <T extends Tensor>(of: (batch: ForwardBatch) => T): T =>
    tf.concat(batches.map(batch => of(batch)) as tf.Tensor2D[], 0) as Tensor as T;
  try {
    const tensors = tf.tidy(() => ({
      features: concat(({ features }) => features),
      outputs: concat(({ outputs }) => outputs),
      targets: concat(({ targets }) => targets),
      depth: batches[0]!.depth.map((_, i) => concat(({ depth }) => depth[i]!)),
    }));
    return { ...tensors, feedsHead: batches.every(({ feedsHead }) => feedsHead) };
  } finally {
    batches.forEach(disposeBatch);
  }
}
