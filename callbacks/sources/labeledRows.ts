import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { DataError } from '../../src/base/argumentError.js';
import { decodeTargets } from '../../src/encodings/decodeTargets.js';
import type { ClassEncoding } from '../../src/encodings/index.js';
import {
  firstInvalid,
  type InvalidTarget,
  invalidTargetsMessage,
} from '../../src/encodings/invalidTargets.js';

/** Class labels of a batch, and which of its rows have one. */
export interface LabeledRows {
  /** y_i of the rows that have a class, int32, 0..K−1; the caller disposes it */
  readonly labels: Tensor1D;
  /** Those rows [B'], int32; null where all have. The caller disposes it */
  readonly rows: Tensor1D | null;
}

/** What a pass has left out. */
export interface LabelTotals {
  /** Number of samples without a class */
  readonly unlabeled: number;
  /** Position of each sample that was left out, ascending */
  readonly dropped: readonly number[];
}

/**
 * Reads the labels of a pass batch by batch: rows without a class are left out and counted, and invalid rows are
 * remembered for the error at the end. Two numbers are read per batch, and labels only of a batch that has such rows.
 */
export class LabelReader {
  #samples = 0;
  #unlabeled = 0;
  #invalid = 0;
  readonly #dropped: number[] = [];
  #first: InvalidTarget | undefined;

  constructor(private readonly encoding: ClassEncoding) {}

  /** What was left out until now. */
  get totals(): LabelTotals {
    return { unlabeled: this.#unlabeled, dropped: this.#dropped };
  }

  async read(targets: Tensor): Promise<LabeledRows> {
    const { labels, counts } = decodeTargets(targets, this.encoding);
    try {
      const [unlabeled, invalid] = await counts.data().finally(() => counts.dispose());
      if (invalid! > 0) await this.#remember(labels, targets);
      const before = this.#samples;
      this.#samples += labels.shape[0];
      this.#unlabeled += unlabeled!;
      this.#invalid += invalid!;
      if (unlabeled! + invalid! === 0) return { labels: tf.clone(labels), rows: null };
      return await this.#labeled(labels, before);
    } finally {
      labels.dispose();
    }
  }

  /**
   * At the end of the pass.
   *
   * @throws DataError if a target was no label or code, or no sample has a class
   */
  finish(): void {
    if (this.#first) throw new DataError(invalidTargetsMessage(this.#first, this.#invalid, this.#samples));
    if (this.#unlabeled < this.#samples) return;
    throw new DataError(`data must have samples with a class, received ${this.#samples} without one`);
  }

  async #remember(labels: Tensor1D, targets: Tensor): Promise<void> {
    if (this.#first) return;
    const first = await firstInvalid(labels, targets, this.encoding);
    this.#first = { ...first, index: this.#samples + first.index };
  }

  /** Reads the labels of one batch, which does not have one in every row. */
  async #labeled(labels: Tensor1D, before: number): Promise<LabeledRows> {
    const values = await labels.data();
    const kept: number[] = [];
    values.forEach((label, i) => {
      if (label >= 0) kept.push(i);
      else this.#dropped.push(before + i);
    });
    const rows = tf.tensor1d(kept, 'int32');
    return { labels: gatherRows(labels, rows), rows };
  }
}

/** Rows of a tensor. Some kernels cannot gather no rows, so that case is handled here. */
export function gatherRows<T extends Tensor>(tensor: T, rows: Tensor1D): T {
  if (rows.shape[0] > 0) return tf.gather(tensor, rows);
  return tf.zeros([0, ...tensor.shape.slice(1)], tensor.dtype as 'float32') as Tensor as T;
}

/** Turns positions among the remaining samples into positions among all. */
export function inData<T extends { readonly index: number }>(
  samples: readonly T[],
  dropped: readonly number[],
): readonly T[] {
  if (dropped.length === 0) return samples;
  return samples.map(sample => {
    let { index } = sample;
    // They are ascending: each one at or before the position moves it on by one.
    for (const position of dropped) if (position <= index) index++;
    return { ...sample, index };
  });
}
