import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { argumentError, requireArgument } from '../argumentError.js';
import { type ClassEncoding, encodingFromCodes, oneHotEncoding } from './classEncoding.js';
import { nearestCode } from './nearestCode.js';

/** Class labels read from training targets. */
export interface ReadLabels {
  /** y_i [N], int32, on the device; the caller disposes it */
  readonly labels: Tensor1D;
  readonly encoding: ClassEncoding;
}

/**
 * Class labels from the targets a network is trained on.
 *
 * - integers [N] or [N, 1], for an output of width c > 1: the labels themselves, K = c, E = I
 * - one-hot rows [N, c]: K = c, E = I
 * - any other rows [N, c]: the code nearest to each row. Without `encoding`, the distinct rows are the codes; class k
 *   is the code whose largest entry is the k-th where that is a bijection (label smoothing), else the k-th in
 *   lexicographic order. What the codes are is told by their numbers and is the name of the encoding:
 *   'label-smoothing(ε)', 'centered-one-hot', 'simplex-etf', 'orthogonal', 'hadamard', 'error-correcting' (±1),
 *   'binary', else 'custom'.
 *
 * @param targets [N], [N, 1] or [N, c]
 * @param outputDim c, the width of the network's output
 * @throws if the width of the targets does not fit, or they are not finite, or have too few or too many distinct rows
 */
export async function readLabels(
  targets: Tensor,
  outputDim: number,
  encoding?: ClassEncoding,
): Promise<ReadLabels> {
  const [samples = 0, width = 1] = targets.shape;
  const fits = targets.shape.length <= 2 && samples > 0 && (width === outputDim || width === 1);
  const shapes = `a tensor of shape [N, ${outputDim}] (one code per row) or [N] (integer labels)`;
  requireArgument(fits, 'readLabels', 'targets', shapes, targets);
  if (width === 1 && outputDim > 1) {
    const integers = { labels: integerLabels(targets), encoding: encoding ?? oneHotEncoding(outputDim) };
    await checkIntegers(targets, integers.labels);
    return integers;
  }
  const codes: Tensor2D = tf.reshape(targets, [samples, width]);
  try {
    const found = encoding ?? (await encodingOf(codes, outputDim));
    return { labels: nearestCode(codes, found), encoding: found };
  } finally {
    codes.dispose();
  }
}

function integerLabels(targets: Tensor): Tensor1D {
  return tf.tidy(() => tf.cast(tf.reshape(targets, [-1]), 'int32') as Tensor1D);
}

async function checkIntegers(targets: Tensor, labels: Tensor1D): Promise<void> {
  const difference = tf.tidy(() =>
    tf.sum(tf.notEqual(tf.reshape(targets, [-1]), tf.cast(labels, targets.dtype))),
  );
  const [wrong] = await difference.data();
  difference.dispose();
  if (wrong !== 0) {
    labels.dispose();
    throw argumentError(
      'readLabels',
      'targets',
      'integers in 0..K-1',
      `${wrong} values that are not integers`,
    );
  }
}

async function encodingOf(targets: Tensor2D, outputDim: number): Promise<ClassEncoding> {
  if (outputDim > 1 && (await rowsAreOneHot(targets))) return oneHotEncoding(outputDim);
  return encodingFromCodes(inClassOrder(await distinctRows(targets)));
}

/** A row is one-hot if its sum, its sum of squares and its largest entry are all one. */
async function rowsAreOneHot(targets: Tensor2D): Promise<boolean> {
  const worst = tf.tidy(() => {
    const rows = tf.cast(targets, 'float32');
    const measures = [tf.sum(rows, 1), tf.sum(tf.square(rows), 1), tf.max(rows, 1)];
    return tf.max(tf.abs(tf.sub(tf.stack(measures), 1)));
  });
  const [deviation] = await worst.data();
  worst.dispose();
  return deviation === 0;
}

/** The limit keeps regression targets (all rows distinct) from being taken for classes. */
const MAX_DISTINCT = 10_000;

/** Runs once per training, on the host: targets are data, not features. */
async function distinctRows(targets: Tensor2D): Promise<number[][]> {
  const [samples, width] = targets.shape;
  const values = await targets.data();
  const rows = new Map<string, number[]>();
  for (let i = 0; i < samples && rows.size <= MAX_DISTINCT; i++) {
    const row = Array.from(values.subarray(i * width, (i + 1) * width));
    rows.set(row.join(' '), row);
  }
  const found = [...rows.values()];
  const finite = found.every(row => row.every(Number.isFinite));
  requireArgument(finite, 'readLabels', 'targets', 'finite', 'NaN or infinite values');
  const count = found.length > MAX_DISTINCT ? `more than ${MAX_DISTINCT}` : found.length;
  const isClassification =
    found.length >= 2 && found.length <= MAX_DISTINCT && found.length < Math.max(samples, 3);
  const requirement =
    'one code per class: at least two distinct rows, fewer than samples (or pass the encoding)';
  requireArgument(isClassification, 'readLabels', 'targets', requirement, `${count} distinct rows`);
  return found;
}

function inClassOrder(codes: number[][]): number[][] {
  const classOf = (code: number[]) => code.indexOf(Math.max(...code));
  const bijective = codes[0]!.length === codes.length && new Set(codes.map(classOf)).size === codes.length;
  if (bijective) return codes.sort((a, b) => classOf(a) - classOf(b));
  return codes.sort((a, b) => {
    const at = a.findIndex((x, i) => x !== b[i]);
    return a[at]! - b[at]!;
  });
}
