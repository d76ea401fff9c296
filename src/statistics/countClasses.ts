import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { DataError } from '../base/argumentError.js';
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
    const samples = labels.shape[0];
    const inside = counts.reduce((sum, n) => sum + n, 0);
    if (inside !== samples) throw await outsideError(labels, samples - inside, classes, where);
    requireNoEmptyClass(counts, where);
    return counts;
  } finally {
    sums.dispose();
  }
}

/** Only where it fails all labels are read, to name the first one that is wrong. */
async function outsideError(
  labels: Tensor1D,
  outside: number,
  classes: number,
  where: string,
): Promise<DataError> {
  const values = Array.from(await labels.data());
  const first = values.findIndex(y => !(y >= 0 && y < classes));
  const [least, largest] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const counted = least === 1 && largest === classes ? '; these are 1..K: labels start at 0, subtract 1' : '';
  return new DataError(
    `${where}: labels must be integers in 0..${classes - 1}; ${outside} of ${values.length} are not, ` +
      `the first one at index ${first}: ${values[first]}${counted}`,
    where,
  );
}

/** Throws if a class has no sample: it has no mean. */
export function requireNoEmptyClass(counts: readonly number[], where: string): void {
  const empty = counts.flatMap((n, k) => (n === 0 ? [k] : []));
  if (empty.length === 0) return;
  throw new DataError(
    `${where}: every one of the ${counts.length} classes needs a sample; class ${empty.join(', ')} has none`,
    where,
  );
}
