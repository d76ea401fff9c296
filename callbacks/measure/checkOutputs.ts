import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { DataError } from '../../src/base/argumentError.js';

/**
 * Throws where the network's outputs are NaN or infinite. The features alone would not tell: some backends' ReLU turns
 * NaN into 0, so that a diverged network shows perfectly collapsed zero features.
 */
export async function checkOutputs(outputs: Tensor2D): Promise<void> {
  const finite = tf.tidy(() => tf.sum(tf.cast(tf.all(tf.isFinite(outputs), 1), 'int32')));
  const [fine] = await finite.data();
  finite.dispose();
  const [samples] = outputs.shape;
  if (fine === samples) return;
  throw new DataError(
    `the network's outputs must be finite; ${samples - fine!} of ${samples} samples have NaN or infinite ones ` +
      '(has the training diverged?)',
  );
}
