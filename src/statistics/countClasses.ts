import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { sumByClass } from './sumByClass.js';

/**
 * Samples per class, n_k, of int32 labels [N].
 *
 * @throws if a label is outside 0..K−1 or a class has no sample: `where` names the function in the error
 */
export async function countClasses(labels: Tensor1D, classes: number, where: string): Promise<number[]> {
  const sums = tf.tidy(() => sumByClass(tf.ones([labels.shape[0], 1]), labels, classes));
  try {
    const counts = [...(await sums.data())];
    checkCounts(counts, labels.shape[0], where);
    return counts;
  } finally {
    sums.dispose();
  }
}

/** Throws unless the counts add up to the number of samples and none of them is zero. */
function checkCounts(counts: readonly number[], samples: number, where: string): void {
  const labelled = counts.reduce((sum, n) => sum + n, 0);
  const classes = counts.length;
  if (labelled !== samples) {
    const outside = samples - labelled;
    throw new RangeError(
      `${where}: labels must be integers in 0..${classes - 1}; ${outside} of ${samples} are not`,
    );
  }
  const empty = counts.flatMap((n, k) => (n === 0 ? [k] : []));
  if (empty.length > 0) {
    throw new RangeError(
      `${where}: every one of the ${classes} classes needs a sample; class ${empty.join(', ')} has none`,
    );
  }
}
