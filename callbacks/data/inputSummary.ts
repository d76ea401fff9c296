import * as tf from '@tensorflow/tfjs-core';
import type { InputSummary } from '../../run/schema/runInfo.js';
import { inputTensors, type ModelInputs } from './measuredData.js';

/** Summaries of all inputs, in the order of the model. */
export async function inputSummaries(xs: ModelInputs): Promise<InputSummary[]> {
  const means = tf.tidy(() =>
    tf.stack(inputTensors(xs).flatMap(input => [overall(input), overall(tf.abs(input))])),
  );
  try {
    const numbers = await means.data();
    return inputTensors(xs).map((_, i) => ({ mean: numbers[2 * i]!, magnitude: numbers[2 * i + 1]! }));
  } finally {
    means.dispose();
  }
}

/** Of each sample first: a sum of millions of numbers in float32 would lose digits. */
function overall(input: tf.Tensor): tf.Scalar {
  const perSample = tf.mean(tf.reshape(tf.cast(input, 'float32'), [input.shape[0]!, -1]), 1);
  return tf.mean(perSample);
}
