import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { BrowserOptions } from '../../callbacks/browser/index.js';
import type { CollapseCallback } from '../../callbacks/collapseCallback.js';
import { random } from '../../src/base/random.js';

/** Makes the callback, which differs between Node and a browser in where its records go. */
export type TrainingCallback = (options: BrowserOptions) => CollapseCallback;

const CLASSES = 3;
const IMAGES = 48;
const EPOCHS = 2;

/** Trains a convolutional network for a few batches with the callback, the same numbers on every backend. */
export async function trainSmallNetwork(
  makeCallback: TrainingCallback,
): Promise<Array<Record<string, number>>> {
  const { xs, ys } = images();
  const model = network();
  const callback = makeCallback({ data: { xs, ys }, verbose: 0 });
  try {
    const options = { epochs: EPOCHS, batchSize: 16, shuffle: false, verbose: 0 as const };
    await model.fit(xs, ys, { ...options, callbacks: [callback] });
    return callback.records.map(({ metrics }) => ({ ...metrics }) as Record<string, number>);
  } finally {
    model.dispose();
    tf.dispose([xs, ys]);
  }
}

/** One bright square per class, at a place of its own, in noise. */
function images(): { xs: tf.Tensor4D; ys: tf.Tensor2D } {
  const { normal } = random('conformance');
  const side = 8;
  const pixels = new Float32Array(IMAGES * side * side).map(() => 0.2 * normal());
  const labels = Array.from({ length: IMAGES }, (_, i) => i % CLASSES);
  labels.forEach((k, i) => {
    for (let y = 0; y < 3; y++) {
      for (let x = 0; x < 3; x++) pixels[(i * side + 2 * k + y) * side + 2 * k + x]! += 1;
    }
  });
  const codes = labels.map(k => Array.from({ length: CLASSES }, (_, j) => Number(j === k)));
  return { xs: tf.tensor4d(pixels, [IMAGES, side, side, 1]), ys: tf.tensor2d(codes) };
}

/** A small CNN: conv - pool - conv - dense - dense, with weight decay and momentum. */
function network(): tfl.Sequential {
  let seed = 7;
  const common = () => ({
    kernelInitializer: tfl.initializers.glorotUniform({ seed: seed++ }),
    kernelRegularizer: tfl.regularizers.l2({ l2: 1e-4 }),
  });
  const conv = (filters: number) => ({ filters, kernelSize: 3, activation: 'relu' as const, ...common() });
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ inputShape: [8, 8, 1], ...conv(4) }),
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      tfl.layers.conv2d({ ...conv(6), padding: 'same' }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 8, activation: 'relu', ...common() }),
      tfl.layers.dense({ units: CLASSES, activation: 'softmax', ...common() }),
    ],
  });
  const optimizer = tf.train.momentum(0.1, 0.9);
  model.compile({ loss: 'categoricalCrossentropy', optimizer, metrics: ['accuracy'] });
  return model;
}
