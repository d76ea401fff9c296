import * as tf from '@tensorflow/tfjs-core';
import { vi } from 'vitest';
import { random } from '../../../src/base/random.js';
import { batchFor, buildModel, type LayerModel } from './layerModels.js';

export type Weights = Float32Array[];

/** The weights that the layers' own initializers give with a seed. */
export async function initialWeights(model: LayerModel): Promise<Weights> {
  await tf.setBackend('cpu');
  // An initializer without a seed takes one from Math.random.
  const seeds = vi.spyOn(Math, 'random').mockImplementation(random(model.name).uniform);
  const built = buildModel(model, tf.train.sgd(1));
  seeds.mockRestore();
  const weights = built.getWeights().map(w => w.dataSync() as Float32Array);
  built.dispose();
  return weights;
}

export interface Step {
  loss: number;
  /** What the step changed in each weight; with plain SGD of rate 1 the negative gradients. */
  changes: Weights;
}

/** Trains the model on one batch, on one backend, from given weights. */
export async function stepOn(
  backend: string,
  model: LayerModel,
  weights: Weights,
  optimizer: () => tf.Optimizer = () => tf.train.sgd(1),
  steps = 1,
): Promise<Step> {
  await tf.setBackend(backend);
  const built = buildModel(model, optimizer());
  const tensors = built.getWeights().map((w, i) => tf.tensor(weights[i]!, w.shape));
  built.setWeights(tensors);
  const { xs, ys } = batchFor(model);
  let loss = Number.NaN;
  for (let i = 0; i < steps; i++) loss = (await built.trainOnBatch(xs, ys)) as number;
  const changes = built
    .getWeights()
    .map((w, i) => (w.dataSync() as Float32Array).map((value, k) => value - weights[i]![k]!));
  tf.dispose([xs, ys, tensors]);
  built.dispose();
  return { loss, changes };
}
