import type { MomentumOptimizer } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { featureDecay } from '../../layers/index.js';
import type { DemoOptions } from './options.js';

/** Learning rate of the first epoch. Squared error is averaged over the outputs, so its gradients are small. */
const LEARNING_RATE = { mse: 0.3, 'cross-entropy': 0.1 } as const;

/**
 * l2 of the kernels in front of the head, where they are normalized. Their scale means nothing then, but features forget
 * what no class mean sees: with 5e-4 nc1.ratio ends at 0.09, not 0.004.
 */
const TRUNK_DECAY = 2e-3;

/**
 * Of the moving averages of batch normalization. With 0.9 they are of 19 batches. How many images of a class are in them
 * varies, and with it, behind a ReLU, the length of its mean, by 5%.
 */
const MOMENTUM = { linear: 0.9, relu: 0.97 } as const;

/** What of the options the network depends on. */
export type NetworkOptions = Pick<DemoOptions, 'network' | 'loss' | 'decay' | 'seed'>;

/** In a line of at most 69 characters. */
export function architecture({ network }: NetworkOptions, classes: number): string {
  const trunk = `conv16 - conv32 - dense64 - dense${classes}`;
  return {
    linear: `${trunk}, batch normalized, no ReLU at the head`,
    relu: `${trunk}, batch normalized, feature decay`,
    usual: `${trunk}, ReLU, weight decay`,
  }[network];
}

/**
 * conv16 - conv32 - dense64 - head, both convolutions 5×5 with stride 2.
 *
 * `linear` and `relu` collapse within a minute. Batch normalization after each layer lets them learn at a high rate, the
 * decay of the head is strong, and the head begins near zero, so that training determines it. With `linear` class means can
 * point in any direction, as a simplex ETF needs. With `relu` they cannot, and feature decay makes them the orthogonal frame
 * of the theory. `usual` is what people train: no normalization, a ReLU in front of the head, weight decay alone.
 */
export function buildModel(
  shape: readonly [number, number, number],
  classes: number,
  { network, loss, decay, seed }: NetworkOptions,
): tfl.Sequential {
  const isUsual = network === 'usual';
  let layerSeed = seed * 1000;
  const trunk = () => ({
    useBias: isUsual,
    kernelInitializer: tfl.initializers.heNormal({ seed: layerSeed++ }),
    kernelRegularizer: tfl.regularizers.l2({ l2: isUsual ? decay : TRUNK_DECAY }),
  });
  const conv = (name: string, filters: number) => ({ name, filters, kernelSize: 5, strides: 2, ...trunk() });
  const normalized = () => (isUsual ? [] : [tfl.layers.batchNormalization({ momentum: MOMENTUM[network] })]);
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ inputShape: [...shape], ...conv('conv1', 16) }),
      ...[...normalized(), tfl.layers.reLU()],
      tfl.layers.conv2d(conv('conv2', 32)),
      ...[...normalized(), tfl.layers.reLU()],
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 64, name: 'penultimate', ...trunk() }),
      ...normalized(),
      ...(network === 'linear' ? [] : [tfl.layers.reLU()]),
      ...(network === 'relu' ? [featureDecay({ p: decay })] : []),
      tfl.layers.dense({
        units: classes,
        name: 'head',
        ...(loss === 'cross-entropy' && { activation: 'softmax' as const }),
        kernelInitializer: tfl.initializers.randomNormal({ stddev: isUsual ? 0.02 : 1e-3, seed: layerSeed }),
        kernelRegularizer: tfl.regularizers.l2({ l2: decay }),
      }),
    ],
  });
  model.compile({
    loss: loss === 'mse' ? 'meanSquaredError' : 'categoricalCrossentropy',
    optimizer: tf.train.momentum(LEARNING_RATE[loss], 0.9),
  });
  return model;
}

/** Lowers the learning rate along half a cosine, from its first value to a hundredth of it in the last epoch. */
export class CosineDecay extends tfl.Callback {
  readonly #first: number;
  readonly #epochs: number;

  constructor({ loss }: NetworkOptions, epochs: number) {
    super();
    this.#first = LEARNING_RATE[loss];
    this.#epochs = epochs;
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    const progress = this.#epochs === 1 ? 0 : epoch / (this.#epochs - 1);
    const rate = this.#first * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * progress)));
    (this.model.optimizer as MomentumOptimizer).setLearningRate(rate);
  }
}
