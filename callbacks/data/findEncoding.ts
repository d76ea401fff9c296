import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../../src/base/argumentError.js';
import type { ClassEncoding } from '../../src/encodings/classEncoding.js';
import { oneHotEncoding } from '../../src/encodings/encodingFromCodes.js';
import { encodingOfPeaks, isInOutputOrder } from '../../src/encodings/encodingOfTargets.js';
import { readLabels } from '../../src/encodings/readLabels.js';
import { targetFacts } from '../../src/encodings/targetFacts.js';
import { mistake, unmeasurable } from '../errors.js';
import type { ResolvedOptions } from '../options.js';
import type { Batches } from './batches.js';

/**
 * The encoding of integer labels and of one-hot, smoothed or centered rows. One batch with a labeled row is enough to
 * recognize it. Null for other codes.
 */
export async function encodingOfBatch(targets: Tensor, outputDim: number): Promise<ClassEncoding | null> {
  const [samples = 0, width = 1] = targets.shape;
  if (targets.rank <= 2 && width === 1 && outputDim > 1) return oneHotEncoding(outputDim);
  // The function that reads all targets reports a wrong shape.
  if (targets.rank !== 2 || width !== outputDim || width === 1 || samples === 0) return null;
  return encodingOfPeaks(await targetFacts(targets as Tensor2D), outputDim);
}

/**
 * The encoding of the targets of a stream. If the first batch with a labeled row has integers or one-hot rows, that batch is
 * enough. Otherwise all targets are read once, without the model. The result does not depend on the order of the batches.
 */
export async function findEncoding(data: Batches, outputDim: number): Promise<ClassEncoding> {
  const targets: Tensor[] = [];
  let isOpen = true;
  try {
    for await (const { xs, ys } of data.pass()) {
      tf.dispose(xs as tf.TensorContainer);
      targets.push(ys);
      if (!isOpen) continue;
      const found = await encodingOfBatch(ys, outputDim);
      if (found) return found;
      isOpen = await isUnlabeled(ys);
    }
    if (targets.length === 0) throw unmeasurable('data must have samples, received none');
    return await encodingOfAll(targets, outputDim);
  } finally {
    tf.dispose(targets);
  }
}

/** Whether a batch has no labeled row: all its rows are zero. */
export async function isUnlabeled(targets: Tensor): Promise<boolean> {
  if (targets.size === 0) return true;
  const largest = tf.tidy(() => tf.max(tf.abs(tf.cast(targets, 'float32'))));
  const [value] = await largest.data().finally(() => largest.dispose());
  return value === 0;
}

async function encodingOfAll(targets: readonly Tensor[], outputDim: number): Promise<ClassEncoding> {
  const all = tf.concat([...targets], 0);
  try {
    const { labels, encoding } = await readLabels(all, outputDim);
    labels.dispose();
    return encoding;
  } finally {
    all.dispose();
  }
}

/**
 * @param encoding undefined where it is not known yet
 * @throws ArgumentError if there is not one name for each class, or it is not known which class a name belongs to
 */
export function checkClassNames(
  { classNames, encoding: given }: Pick<ResolvedOptions, 'classNames' | 'encoding'>,
  encoding: ClassEncoding | undefined,
): void {
  if (classNames === undefined || encoding === undefined) return;
  const { classes, name } = encoding;
  const fits = classNames.length === classes;
  const requirement = `an array of ${classes} names, one per class`;
  requireArgument(fits, 'NeuralCollapse', 'classNames', requirement, classNames);
  if (given !== undefined || isInOutputOrder(encoding)) return;
  throw mistake(
    `classNames must come with the option encoding, which says the code of each class; the ${name} codes ` +
      'were found from the targets, in an order of their own',
    { argument: 'classNames' },
  );
}
