import type { MomentumOptimizer, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { theoryLoss } from 'tfjs-neural-collapse';

/** A small CNN and how long it is trained. */
export interface CnnSetup {
  readonly loss: 'mse' | 'cross-entropy';
  /** Activation of the penultimate layer, in front of the head. */
  readonly penultimate: 'linear' | 'relu';
  /** d */
  readonly featureDim: number;
  /** c, outputs of the head */
  readonly outputs: number;
  /** l2 of the kernel of the head: tf.js adds l2·Σw² */
  readonly kernelL2: number;
  /** l2 of the kernels in front of it; 0: none */
  readonly trunkL2: number;
  /** α of α·mean_i ‖h_i‖², a penalty on the features themselves; 0: none */
  readonly featurePenalty: number;
  readonly useBias: boolean;
  /** l2 of the bias of the head; 0: not regularized */
  readonly biasL2: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
}

/**
 * Trains conv16 - conv32 - dense(d) - dense(c), both convolutions 3×3 with stride 2, with momentum; the rate falls to
 * zero along half a cosine, so that the network comes to rest at a critical point.
 *
 * @param start a network of the same shape whose weights training starts from; default: random ones
 */
export async function trainCnn(
  setup: CnnSetup,
  xs: Tensor4D,
  ys: Tensor2D,
  start?: tfl.LayersModel,
): Promise<tfl.LayersModel> {
  const model = buildCnn(setup, xs.shape.slice(1));
  if (start) model.setWeights(start.getWeights());
  // The second output is the features, for the penalty on them; it has no targets.
  const noTargets = tf.zeros([xs.shape[0], setup.featureDim]);
  await model.fit(xs, [ys, noTargets], {
    epochs: setup.epochs,
    batchSize: setup.batchSize,
    verbose: 0,
    yieldEvery: 'never',
    callbacks: new CosineToZero(setup.learningRate, setup.epochs),
  });
  noTargets.dispose();
  const network = tfl.model({ inputs: model.inputs, outputs: model.outputs[0]! });
  // Not to be trained further: loss and penalties are what a measurement reads of it.
  network.compile({ loss: LOSSES[setup.loss], optimizer: 'sgd' });
  return network;
}

const LOSSES = { mse: 'meanSquaredError', 'cross-entropy': 'categoricalCrossentropy' } as const;

/** λ_H of the theory for the penalty α·mean_i ‖h_i‖² on N samples, which in its convention is N λ_H/2·mean_i ‖h_i‖². */
export function featureLambda(
  { loss, outputs, featurePenalty }: Pick<CnnSetup, 'loss' | 'outputs' | 'featurePenalty'>,
  samples: number,
): number {
  return (2 * theoryLoss(loss, featurePenalty, outputs)) / samples;
}

function buildCnn(setup: CnnSetup, inputShape: number[]): tfl.LayersModel {
  const { loss, penultimate, featureDim, featurePenalty, learningRate } = setup;
  let layerSeed = setup.seed * 1000;
  const kernel = () => ({
    kernelInitializer: tfl.initializers.glorotUniform({ seed: layerSeed++ }),
    ...(setup.trunkL2 > 0 && { kernelRegularizer: tfl.regularizers.l2({ l2: setup.trunkL2 }) }),
  });
  const conv = (filters: number) => ({ filters, kernelSize: 3, strides: 2, activation: 'relu' as const });
  const input = tfl.input({ shape: inputShape });
  const maps = [16, 32].reduce(
    (x, filters) => tfl.layers.conv2d({ ...conv(filters), ...kernel() }).apply(x) as tfl.SymbolicTensor,
    input,
  );
  const flat = tfl.layers.flatten().apply(maps);
  // No bias here: it would be a bias of the head that no penalty sees.
  const features = tfl.layers
    .dense({ units: featureDim, activation: penultimate, useBias: false, ...kernel(), name: 'penultimate' })
    .apply(flat) as tfl.SymbolicTensor;
  const outputs = head(setup, layerSeed).apply(features) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: input, outputs: [outputs, features] });
  const energy = (_: tf.Tensor, h: tf.Tensor) =>
    tf.mul(featurePenalty * featureDim, tf.mean(tf.square(h), -1));
  model.compile({
    loss: [tfl.metrics[LOSSES[loss]], energy],
    optimizer: tf.train.momentum(learningRate, 0.9),
  });
  return model;
}

function head({ loss, outputs, kernelL2, biasL2, useBias }: CnnSetup, seed: number): tfl.layers.Layer {
  return tfl.layers.dense({
    units: outputs,
    ...(loss === 'cross-entropy' && { activation: 'softmax' as const }),
    // Small, so that training determines the head and not its initial values.
    kernelInitializer: tfl.initializers.randomNormal({ stddev: 0.02, seed }),
    kernelRegularizer: tfl.regularizers.l2({ l2: kernelL2 }),
    useBias,
    ...(useBias && biasL2 > 0 && { biasRegularizer: tfl.regularizers.l2({ l2: biasL2 }) }),
    name: 'head',
  });
}

class CosineToZero extends tfl.Callback {
  constructor(
    private readonly first: number,
    private readonly epochs: number,
  ) {
    super();
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    const rate = this.first * 0.5 * (1 + Math.cos((Math.PI * epoch) / this.epochs));
    (this.model.optimizer as MomentumOptimizer).setLearningRate(rate);
  }
}
