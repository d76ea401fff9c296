import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { featureDecay } from 'tfjs-neural-collapse/layers';
import { recipeOf } from './settings.js';

const WIDTH = 64;

/**
 * A small network whose last layer is free to collapse: weight decay on the head and the same on its input, which is what
 * the theory is about. `outputs` is the width of the codes.
 */
export function makeNetwork(settings, inputShape, outputs) {
  const { data, loss, seed } = settings;
  let next = 100 * seed;
  const { decay, rate } = recipeOf(settings, outputs);
  const common = () => ({
    kernelInitializer: tfl.initializers.heNormal({ seed: next++ }),
    kernelRegularizer: tfl.regularizers.l2({ l2: 5e-4 }),
  });
  const model = tfl.sequential();
  model.add(tfl.layers.inputLayer({ inputShape }));
  const dense = () => tfl.layers.dense({ ...common(), units: WIDTH });
  const hidden = data === 'digits' ? [...convolutions(common), dense()] : [1, 2, 3, 4].map(dense);
  for (const layer of hidden) {
    if (layer === hidden.at(-1) && data === 'digits') model.add(tfl.layers.flatten());
    model.add(layer);
    model.add(tfl.layers.batchNormalization({ momentum: 0.9 }));
    model.add(tfl.layers.activation({ activation: 'relu' }));
  }
  // Small at the start, so that training decides on the shape and not chance.
  const small = stddev => tfl.initializers.randomNormal({ stddev, seed: next++ });
  model.add(tfl.layers.dense({ ...common(), units: WIDTH, kernelInitializer: small(0.05) }));
  model.add(featureDecay({ p: decay }));
  model.add(head(settings, outputs, decay, small(1e-3)));
  model.compile({
    optimizer: tf.train.momentum(rate, 0.9),
    loss: loss === 'mse' ? 'meanSquaredError' : 'categoricalCrossentropy',
  });
  return model;
}

const convolutions = common =>
  [8, 16].map(filters =>
    tfl.layers.conv2d({ ...common(), filters, kernelSize: 5, strides: 2, padding: 'same' }),
  );

/** `bias` is the penalty on it, or 'none' for no bias. */
function head({ loss, bias }, units, decay, kernelInitializer) {
  return tfl.layers.dense({
    units,
    kernelInitializer,
    kernelRegularizer: tfl.regularizers.l2({ l2: decay }),
    activation: loss === 'mse' ? 'linear' : 'softmax',
    useBias: bias !== 'none',
    ...(Number(bias) > 0 && { biasRegularizer: tfl.regularizers.l2({ l2: Number(bias) }) }),
  });
}
