import * as tf from '@tensorflow/tfjs-core';
import { inputTensors, type ModelInputs } from './measuredData.js';

/**
 * Throws where an input is NaN or infinite. The features would not tell: the ReLU of some backends turns NaN into 0,
 * and the network then looks collapsed.
 */
export async function requireFiniteInputs(xs: ModelInputs, name = 'data'): Promise<void> {
  const floats = inputTensors(xs).filter(tensor => tensor.dtype === 'float32');
  if (floats.length === 0) return;
  const wrong = tf.tidy(() =>
    tf.addN(floats.map(tensor => tf.sum(tf.cast(tf.logicalNot(tf.isFinite(tensor)), 'float32')))),
  );
  try {
    const [count] = await wrong.data();
    if (count === 0) return;
    throw new RangeError(
      `NeuralCollapse: ${name}.xs must be finite, received ${count} NaN or infinite values`,
    );
  } finally {
    wrong.dispose();
  }
}
