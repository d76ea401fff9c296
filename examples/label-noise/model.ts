import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { LabelNoiseOptions } from './options.js';

/** λ of λ·Σw² on every kernel: as strong as lets the network fit the hardest of that many images. */
export function weightDecay(images: number): number {
  return images > 5000 ? 1e-5 : 5e-5;
}

/** Learning rate of the first epoch. Squared error is averaged over the outputs, so its gradients are small. */
export const LEARNING_RATE = { mse: 1, 'cross-entropy': 0.1 } as const;

/** conv32 - pool - conv64 - pool - dense128 - dense10, with weight decay on the kernels. */
export function buildModel(
  shape: readonly [number, number, number],
  classes: number,
  { loss, seed, decay }: Pick<LabelNoiseOptions, 'loss' | 'seed'> & { readonly decay: number },
): tfl.Sequential {
  let layerSeed = seed * 1000;
  const common = () => ({
    kernelInitializer: tfl.initializers.glorotUniform({ seed: layerSeed++ }),
    kernelRegularizer: tfl.regularizers.l2({ l2: decay }),
  });
  const conv = (filters: number) => ({ filters, kernelSize: 3, activation: 'relu' as const, ...common() });
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ inputShape: [...shape], ...conv(32), name: 'conv1' }),
      tfl.layers.maxPooling2d({ poolSize: 2, name: 'pool1' }),
      tfl.layers.conv2d({ ...conv(64), name: 'conv2' }),
      tfl.layers.maxPooling2d({ poolSize: 2, name: 'pool2' }),
      tfl.layers.flatten({ name: 'flatten' }),
      tfl.layers.dense({ units: 128, activation: 'relu', ...common(), name: 'penultimate' }),
      tfl.layers.dense({
        units: classes,
        ...(loss === 'cross-entropy' && { activation: 'softmax' as const }),
        ...common(),
        // Small, so that training determines the head and not its initial values.
        kernelInitializer: tfl.initializers.randomNormal({ stddev: 0.02, seed: layerSeed++ }),
        name: 'head',
      }),
    ],
  });
  model.compile({
    loss: loss === 'mse' ? 'meanSquaredError' : 'categoricalCrossentropy',
    optimizer: tf.train.momentum(LEARNING_RATE[loss], 0.9),
    metrics: ['accuracy'],
  });
  return model;
}
