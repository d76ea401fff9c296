import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { Matrix } from 'ml-matrix';
import { oneVsRestMargin } from 'tfjs-neural-collapse';

/** Training of a trunk with features and class weights on the unit sphere. */
export interface SphericalSetup {
  /** Computes d features */
  readonly trunk: LayersModel;
  readonly xs: Tensor;
  readonly labels: Tensor1D;
  readonly classes: number;
  /** d */
  readonly dim: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly temperature: { readonly first: number; readonly last: number };
  readonly seed: number;
}

/** One-vs-rest margins at the end of an epoch. */
export interface MarginPoint {
  readonly epoch: number;
  readonly temperature: number;
  readonly weights: number;
  readonly means: number;
  readonly trainingError: number;
}

/**
 * Cross-entropy of ĥ·ŵ_k/T with ĥ = h/‖h‖, ŵ = w/‖w‖, by Adam; the temperature falls geometrically, the rate along
 * half a cosine. Measures every tenth of the way.
 */
export async function trainOnSphere(setup: SphericalSetup): Promise<MarginPoint[]> {
  const { trunk, xs, labels, classes, dim, epochs, batchSize, temperature } = setup;
  const samples = labels.shape[0];
  const weights = tf.tidy(() => tf.variable(tf.randomNormal([dim, classes], 0, 1, 'float32', setup.seed)));
  const optimizer = tf.train.adam(setup.learningRate);
  const targets = tf.tidy(() => tf.cast(tf.oneHot(labels, classes), 'float32') as Tensor2D);
  const points: MarginPoint[] = [];
  const every = Math.max(1, Math.floor(epochs / 20));
  for (let epoch = 0; epoch < epochs; epoch++) {
    const progress = epoch / Math.max(1, epochs - 1);
    const now = temperature.first * (temperature.last / temperature.first) ** progress;
    // Adam has no public setter of its rate.
    Object.assign(optimizer, {
      learningRate: setup.learningRate * (0.01 + 0.495 * (1 + Math.cos(Math.PI * progress))),
    });
    for (let start = 0; start < samples; start += batchSize) {
      const size = Math.min(batchSize, samples - start);
      tf.tidy(() => {
        optimizer.minimize(() => {
          const features = trunk.apply(tf.slice(xs, start, size), { training: true }) as Tensor2D;
          const logits = tf.div(tf.matMul(unit(features, 1), unit(weights, 0)), now) as Tensor2D;
          return tf.losses.softmaxCrossEntropy(tf.slice(targets, start, size), logits) as tf.Scalar;
        });
      });
    }
    if (epoch % every === 0 || epoch === epochs - 1) {
      points.push({ epoch: epoch + 1, temperature: now, ...(await margins(setup, weights, targets)) });
    }
  }
  tf.dispose([weights, targets]);
  optimizer.dispose();
  return points;
}

function unit<T extends Tensor>(vectors: T, axis: number): T {
  return tf.div(vectors, tf.maximum(tf.norm(vectors, 'euclidean', axis, true), 1e-12)) as T;
}

async function margins({ trunk, xs, labels }: SphericalSetup, weights: Tensor, targets: Tensor2D) {
  const [directions, means, wrong] = tf.tidy(() => {
    const features = unit(trunk.predict(xs, { batchSize: 500 }) as Tensor2D, 1);
    const predictedLabels = tf.argMax(tf.matMul(features, unit(weights as Tensor2D, 0)), 1);
    return [
      tf.transpose(weights),
      tf.matMul(targets, features, true, false),
      tf.mean(tf.cast(tf.notEqual(predictedLabels, labels), 'float32')),
    ] as const;
  });
  const result = {
    weights: oneVsRestMargin(await toMatrix(directions as Tensor2D)),
    means: oneVsRestMargin(await toMatrix(means)),
    trainingError: (await wrong.data())[0]!,
  };
  tf.dispose([directions, means, wrong]);
  return result;
}

async function toMatrix(tensor: Tensor2D): Promise<Matrix> {
  return Matrix.from1DArray(...tensor.shape, await tensor.data());
}
