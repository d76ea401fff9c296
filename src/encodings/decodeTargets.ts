import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../base/argumentError.js';
import type { ClassEncoding } from './classEncoding.js';
import { nearestCode } from './nearestCode.js';
import { type Peak, peakOf } from './oneHotCodes.js';
import { CODE_TOLERANCE } from './targetFacts.js';

/** The label of a sample without a class: a row of zeros, or the integer −1. */
export const UNLABELED = -1;

/** In the place of a label where the target is none: no integer in 0..K−1, or a row that is no code. */
export const INVALID = -2;

/** Class labels of a batch whose encoding is known. */
export interface DecodedTargets {
  /** y_i [B], int32: 0..K−1, {@link UNLABELED} or {@link INVALID}; the caller disposes it */
  readonly labels: Tensor1D;
  /** Number of unlabeled and of invalid targets [2], int32; the caller disposes it */
  readonly counts: Tensor1D;
}

/**
 * Class labels from training targets, on the device: nothing is read back. A row is taken for the code nearest to it if
 * no entry differs by more than 1e-5 of the largest entry of all codes, the rounding of a few operations in float32. For
 * targets whose encoding is not known, see `readLabels`.
 *
 * @param targets integers [B] or [B, 1], or codes as rows [B, c]
 * @throws if the width of the targets does not fit
 */
export function decodeTargets(targets: Tensor, encoding: ClassEncoding): DecodedTargets {
  const [, width = 1] = targets.shape;
  const fits = targets.shape.length <= 2 && (width === encoding.dim || width === 1);
  const shapes = `a tensor of shape [B, ${encoding.dim}] (one code per row) or [B] (integer labels)`;
  requireArgument(fits, 'decodeTargets', 'targets', shapes, targets);
  const flags = width === 1 && encoding.dim > 1 ? fromIntegers : fromCodes;
  return tf.tidy(
    () => labelsOf(flags(targets, encoding)) as unknown as tf.TensorContainerObject,
  ) as unknown as DecodedTargets;
}

/** What a batch of targets is taken for [B]. */
interface TargetFlags {
  /** Labels wherever the target fits */
  readonly labels: Tensor1D;
  readonly fits: Tensor;
  readonly unlabeled: Tensor;
}

function labelsOf({ labels, fits, unlabeled }: TargetFlags): DecodedTargets {
  const other = (value: number) => tf.fill(labels.shape, value, 'int32');
  const invalid = tf.logicalNot(tf.logicalOr(fits, unlabeled));
  return {
    labels: tf.where(fits, labels, tf.where(unlabeled, other(UNLABELED), other(INVALID))) as Tensor1D,
    counts: tf.stack([unlabeled, invalid].map(flags => tf.sum(tf.cast(flags, 'int32')))) as Tensor1D,
  };
}

function fromIntegers(targets: Tensor, { classes }: ClassEncoding): TargetFlags {
  const given = tf.cast(tf.reshape(targets, [-1]), 'float32') as Tensor1D;
  const numbers = tf.where(tf.isNaN(given), tf.zerosLike(given), given);
  const inside = tf.clipByValue(tf.floor(numbers), 0, classes - 1);
  return {
    labels: tf.cast(inside, 'int32') as Tensor1D,
    fits: tf.equal(given, inside),
    unlabeled: tf.equal(given, UNLABELED),
  };
}

function fromCodes(targets: Tensor, encoding: ClassEncoding): TargetFlags {
  const rows = tf.reshape(tf.cast(targets, 'float32'), [targets.shape[0]!, encoding.dim]) as Tensor2D;
  const peak = peakOf(encoding);
  if (peak) return fromPeaks(rows, peak);
  const labels = nearestCode(rows, encoding);
  const limit = CODE_TOLERANCE * largestEntry(encoding);
  const distance = tf.max(tf.abs(tf.sub(rows, encoding.encode(labels))), 1);
  const fits = tf.lessEqual(distance, limit);
  // Not where zero, or −1 of a single output, is itself a code.
  const isNone =
    encoding.dim === 1 ? tf.logicalOr(allAre(rows, 0), allAre(rows, UNLABELED)) : allAre(rows, 0);
  return { labels, fits, unlabeled: tf.logicalAnd(isNone, tf.logicalNot(fits)) };
}

/** Reductions only: a comparison of each number would take several times as long with many classes. */
function fromPeaks(rows: Tensor2D, { top, rest }: Peak): TargetFlags {
  const limit = CODE_TOLERANCE * Math.max(Math.abs(top), Math.abs(rest));
  const near = (x: Tensor, y: number, within = limit) => tf.lessEqual(tf.abs(tf.sub(x, y)), within);
  const [largest, smallest] = [tf.max(rows, 1), tf.min(rows, 1)];
  // Above `rest`: a sum of thousands of equal small numbers beside a large one is off by far more than each of them.
  const above = tf.sum(rest === 0 ? rows : tf.sub(rows, rest), 1);
  // No entry is below `rest`, and together the others do not exceed it: c rounded numbers, summed.
  const others = near(above, top - rest, 10 * limit);
  const fits = tf.logicalAnd(tf.logicalAnd(near(largest, top), near(smallest, rest)), others);
  const isZero = tf.logicalAnd(tf.equal(largest, 0), tf.equal(smallest, 0));
  return { labels: tf.argMax(rows, 1), fits, unlabeled: tf.logicalAnd(isZero, tf.isFinite(above)) };
}

const allAre = (rows: Tensor2D, value: number): Tensor => tf.all(tf.equal(rows, value), 1);

const largest = new WeakMap<ClassEncoding, number>();

/** max |E|, worked out once per encoding. */
function largestEntry(encoding: ClassEncoding): number {
  let size = largest.get(encoding);
  if (size === undefined) {
    const { matrix } = encoding;
    size = Math.max(Math.abs(matrix.max()), Math.abs(matrix.min()));
    largest.set(encoding, size);
  }
  return size;
}
