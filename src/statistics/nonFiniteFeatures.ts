import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { DataError } from '../base/argumentError.js';

/**
 * The error for features whose statistics are not finite. It looks at the features again to find the classes: sums
 * over classes cannot tell, because 0·NaN is NaN in every one of them.
 */
export async function nonFiniteFeatures(
  features: Tensor2D,
  labels: Tensor1D,
  classes: number,
): Promise<Error> {
  const perClass = tf.tidy(() => {
    const finite = tf.min(tf.cast(tf.isFinite(features), 'float32'), 1, true);
    const membership = tf.cast(tf.oneHot(labels, classes), 'float32') as Tensor2D;
    return tf.matMul(membership, tf.sub(1, finite), true, false);
  });
  try {
    const bad = [...(await perClass.data())];
    const requirement = 'summarizeFeatures: features must be finite';
    if (bad.every(rows => rows === 0)) {
      return new DataError(`${requirement}; they are, but their statistics are not`);
    }
    const found = bad.flatMap((rows, k) => (rows > 0 ? [`${rows} of class ${k}`] : []));
    return new DataError(`${requirement}; received NaN or infinite values in ${found.join(', ')}`);
  } finally {
    perClass.dispose();
  }
}
