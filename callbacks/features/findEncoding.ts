import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type ClassEncoding, isOneHot } from '../../src/encodings/classEncoding.js';
import { readLabels } from '../../src/encodings/index.js';
import { batches, type PassOptions } from './batches.js';
import type { MeasuredData } from './measuredData.js';

/** The encoding of integer labels and of one-hot rows, which a single batch shows; null for other codes. */
export async function encodingOfBatch(targets: Tensor, outputDim: number): Promise<ClassEncoding | null> {
  try {
    const { labels, encoding } = await readLabels(targets, outputDim);
    labels.dispose();
    return isOneHot(encoding) ? encoding : null;
  } catch (error) {
    // One batch may have too few distinct codes to tell; a wrong shape is wrong for good.
    const [, width = 1] = targets.shape;
    if (targets.shape.length === 2 && width === outputDim) return null;
    throw error;
  }
}

/**
 * The encoding of the targets of a stream: told by its first batch where that has integers or one-hot rows, else by one
 * pass over all targets, without the model.
 */
export async function findEncoding(
  data: MeasuredData,
  outputDim: number,
  options: PassOptions,
): Promise<ClassEncoding> {
  const targets: Tensor[] = [];
  try {
    for await (const { xs, ys } of batches(data, options)) {
      tf.dispose(xs as tf.TensorContainer);
      targets.push(ys);
      const found = targets.length === 1 ? await encodingOfBatch(ys, outputDim) : null;
      if (found) return found;
    }
    if (targets.length === 0) throw new RangeError('NeuralCollapse: data must have samples, received none');
    return await encodingOfAll(targets, outputDim);
  } finally {
    tf.dispose(targets);
  }
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
