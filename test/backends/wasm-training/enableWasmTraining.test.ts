import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { enableWasmTraining } from '../../../backends/wasm-training/index.js';

test('a convolutional network trains on wasm', async () => {
  const report = enableWasmTraining();
  expect(report.added).toEqual([
    'Conv2DBackpropFilter',
    'DepthwiseConv2dNativeBackpropFilter',
    'DepthwiseConv2dNativeBackpropInput',
    'UnsortedSegmentSum',
  ]);
  expect(enableWasmTraining()).toEqual(report);
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }),
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      tfl.layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 128, activation: 'relu' }),
      tfl.layers.dense({ units: 10 }),
    ],
  });
  model.compile({ optimizer: tf.train.momentum(0.02, 0.9), loss: 'meanSquaredError' });
  const xs = tf.randomUniform([128, 28, 28, 1], 0, 1, 'float32', 1);
  const ys = tf.oneHot(
    Array.from({ length: 128 }, (_, i) => i % 10),
    10,
  );
  const history = await model.fit(xs, ys, { epochs: 4, batchSize: 64, verbose: 0 });
  const losses = history.history.loss as number[];
  expect(losses.at(-1)!).toBeLessThan(losses[0]!);
});
