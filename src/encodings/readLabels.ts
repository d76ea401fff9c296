import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../base/argumentError.js';
import type { ClassEncoding } from './classEncoding.js';
import { decodeTargets } from './decodeTargets.js';
import { oneHotEncoding } from './encodingFromCodes.js';
import { encodingOfTargets } from './encodingOfTargets.js';
import { firstInvalid, invalidTargetsError } from './invalidTargets.js';
import { targetFacts } from './targetFacts.js';

/** Class labels read from training targets. */
export interface ReadLabels {
  /** y_i [N], int32, on the device; −1 for a sample without a class. The caller disposes it. */
  readonly labels: Tensor1D;
  readonly encoding: ClassEncoding;
  /** How many samples have no class */
  readonly unlabeled: number;
}

/**
 * Class labels from the targets a network is trained on.
 *
 * - integers [N] or [N, 1], for an output of width c > 1: the labels themselves, K = c, E = I
 * - one-hot rows [N, c], smoothed or centered ones: K = c, class k is that of output k, whether it has a sample or not
 * - any other rows [N, c]: the code each row is equal to. Without `encoding`, the distinct rows are the codes; class k
 *   is the code whose largest entry is the k-th where that is a bijection, else the k-th in lexicographic order. What the
 *   codes are is told by their numbers and is the name of the encoding: 'label-smoothing(ε)', 'centered-one-hot',
 *   'simplex-etf', 'orthogonal', 'hadamard', 'error-correcting' (±1), 'binary', else 'custom'.
 *
 * A row of zeros, or the label −1, is a sample without a class, unless it is itself one of the codes.
 *
 * @param targets [N], [N, 1] or [N, c]
 * @param outputDim c, the width of the network's output
 * @throws ArgumentError if the width of the targets does not fit, if they are not of classes (mixed, multi-label,
 *   continuous), or if one is no code or label, with the number of those and the first one
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
  const found = encoding ?? (await findEncoding(targets, outputDim));
  const { labels, counts } = decodeTargets(targets, found);
  try {
    const [unlabeled, invalid] = await counts.data().finally(() => counts.dispose());
    if (invalid! > 0) {
      const first = await firstInvalid(labels, targets, found);
      throw invalidTargetsError(first, invalid!, samples);
    }
    return { labels, encoding: found, unlabeled: unlabeled! };
  } catch (error) {
    labels.dispose();
    throw error;
  }
}

async function findEncoding(targets: Tensor, outputDim: number): Promise<ClassEncoding> {
  const [samples = 0, width = 1] = targets.shape;
  if (width === 1 && outputDim > 1) return oneHotEncoding(outputDim);
  const rows: Tensor2D = tf.reshape(targets, [samples, width]);
  try {
    return await encodingOfTargets(rows, await targetFacts(rows));
  } finally {
    rows.dispose();
  }
}
