import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../argumentError.js';
import type { ClassEncoding } from './classEncoding.js';
import { nearestCode } from './nearestCode.js';

/** Class labels of a batch whose encoding is known. */
export interface DecodedTargets {
  /** y_i [B], int32, in 0..K−1 wherever the target is fit; the caller disposes it */
  readonly labels: Tensor1D;
  /** How many targets are not: no integers in 0..K−1, or codes that are not finite; the caller disposes it */
  readonly unfit: Scalar;
}

/**
 * Class labels from training targets, on the device: nothing is read back. For targets whose encoding is not known, see
 * `readLabels`.
 *
 * @param targets integers [B] or [B, 1], or codes as rows [B, c]
 * @throws if the width of the targets does not fit
 */
export function decodeTargets(targets: Tensor, encoding: ClassEncoding): DecodedTargets {
  const [, width = 1] = targets.shape;
  const fits = targets.shape.length <= 2 && (width === encoding.dim || width === 1);
  const shapes = `a tensor of shape [B, ${encoding.dim}] (one code per row) or [B] (integer labels)`;
  requireArgument(fits, 'decodeTargets', 'targets', shapes, targets);
  const decode = width === 1 && encoding.dim > 1 ? fromIntegers : fromCodes;
  return tf.tidy(
    () => decode(targets, encoding) as unknown as tf.TensorContainerObject,
  ) as unknown as DecodedTargets;
}

function fromIntegers(targets: Tensor, { classes }: ClassEncoding): DecodedTargets {
  const given = tf.cast(tf.reshape(targets, [-1]), 'float32') as Tensor1D;
  const inside = tf.clipByValue(
    tf.floor(tf.where(tf.isNaN(given), tf.zerosLike(given), given)),
    0,
    classes - 1,
  );
  return { labels: tf.cast(inside, 'int32') as Tensor1D, unfit: count(tf.notEqual(given, inside)) };
}

function fromCodes(targets: Tensor, encoding: ClassEncoding): DecodedTargets {
  const rows = tf.reshape(tf.cast(targets, 'float32'), [targets.shape[0]!, encoding.dim]) as Tensor2D;
  return { labels: nearestCode(rows, encoding), unfit: count(tf.logicalNot(tf.all(tf.isFinite(rows), 1))) };
}

const count = (flags: Tensor): Scalar => tf.sum(tf.cast(flags, 'int32'));
