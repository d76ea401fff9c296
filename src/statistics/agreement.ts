import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** Share of samples where two int32 vectors [N] of classes agree; exactly 1 when they do on all of them. */
export async function agreement(a: Tensor1D, b: Tensor1D): Promise<number> {
  // A count is exact in float32 up to 2^24 samples; a float32 mean would not be.
  const agreeing = tf.tidy(() => tf.sum(tf.cast(tf.equal(a, b), 'float32')));
  try {
    return (await agreeing.data())[0]! / a.shape[0];
  } finally {
    agreeing.dispose();
  }
}
