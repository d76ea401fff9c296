import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** Share of samples where the network decides for the label; exactly 1 when it is right on all of them. */
export async function accuracy(decisions: Tensor1D, labels: Tensor1D): Promise<number> {
  // A count is exact in float32 up to 2^24 samples; a float32 mean would not be.
  const correct = tf.tidy(() => tf.sum(tf.cast(tf.equal(decisions, labels), 'float32')));
  try {
    return (await correct.data())[0]! / labels.shape[0];
  } finally {
    correct.dispose();
  }
}
