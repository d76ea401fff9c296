import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** Moves the mean of the training features to 0 and their mean squared coordinate to 1. */
export interface Standardization {
  apply(features: Tensor2D): Tensor2D;
  dispose(): void;
}

/**
 * One shift and one factor for all coordinates: distances keep their proportions, so that no metric of centered features
 * changes, and a head trains at the same rate whatever the scale of the embedding.
 */
export function standardization(training: Tensor2D): Standardization {
  const [mean, scale] = tf.tidy((): [Tensor1D, Scalar] => {
    const center = tf.mean<Tensor1D>(training, 0);
    return [center, tf.sqrt(tf.mean<Scalar>(tf.square(tf.sub(training, center))))];
  });
  return {
    apply: features => tf.tidy(() => tf.divNoNan(tf.sub(features, mean), scale) as Tensor2D),
    dispose: () => tf.dispose([mean, scale]),
  };
}
