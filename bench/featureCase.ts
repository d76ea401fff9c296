import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { random } from '../src/base/random.js';
import { Matrix } from '../src/linalg/dense.js';
import type { Head } from '../src/metrics/head.js';

/** Sizes of made-up features. */
export interface FeatureShape {
  readonly samples: number;
  readonly dim: number;
  readonly classes: number;
}

/** Features as a network has them late in training, and a head that is nearly aligned with their means. */
export interface FeatureCase extends FeatureShape {
  readonly features: Tensor2D;
  readonly labels: Tensor1D;
  readonly predictedLabels: Tensor1D;
  readonly head: Head;
}

/** Standard deviation within the classes; that of the class means is one. */
export const SPREAD = 0.3;
/** And of the head around the means. */
const MISALIGNMENT = 0.1;

/** Balanced classes in turns, as shuffled data have them; the caller disposes the three tensors. */
export function featureCase({ samples, dim, classes }: FeatureShape): FeatureCase {
  const means = tf.randomNormal<tf.Rank.R2>([classes, dim], 0, 1, 'float32', 1);
  // Before they are on the device: WebGPU in Node cannot read synchronously from there.
  const values = means.dataSync();
  const labels = tf.tensor1d(
    Int32Array.from({ length: samples }, (_, i) => i % classes),
    'int32',
  );
  const features = tf.tidy(() => {
    const noise = tf.randomNormal<tf.Rank.R2>([samples, dim], 0, SPREAD, 'float32', 2);
    return tf.add<Tensor2D>(tf.gather(means, labels), noise);
  });
  means.dispose();
  const { normal } = random('head');
  const kernel = Matrix.zeros(dim, classes);
  for (let j = 0; j < dim; j++) {
    for (let k = 0; k < classes; k++) kernel.set(j, k, values[k * dim + j]! + MISALIGNMENT * normal());
  }
  return {
    samples,
    dim,
    classes,
    features,
    labels,
    predictedLabels: tf.clone(labels),
    head: { kernel, bias: null },
  };
}

export function disposeCase({ features, labels, predictedLabels }: FeatureCase): void {
  tf.dispose([features, labels, predictedLabels]);
}
