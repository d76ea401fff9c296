// The callback in model.fit. Run: npm run build && node dist/examples/fit.js
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { useBackend } from 'tfjs-neural-collapse/backends';
import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';
import { loadOrSynthesize, toTensors } from 'tfjs-neural-collapse/datasets';

await useBackend();
const images = await loadOrSynthesize({ dataset: 'mnist', limit: 600, balanced: true, seed: 1 });
const { xs, ys } = toTensors(images);

const model = tfl.sequential({
  layers: [
    tfl.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 5, strides: 2, activation: 'relu' }),
    tfl.layers.flatten(),
    tfl.layers.dense({ units: 32, activation: 'relu' }),
    tfl.layers.dense({ units: 10, activation: 'softmax' }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.003), loss: 'categoricalCrossentropy' });

// Only these two lines are needed.
const nc = new NeuralCollapse({ data: { xs, ys }, info: { dataset: images.name } });
await model.fit(xs, ys, { epochs: 5, batchSize: 32, verbose: 0, callbacks: [nc] });

const last = nc.records.at(-1)!;
console.log(`nc1.pinv after epoch ${last.epoch}: ${last.metrics['nc1.pinv']!.toFixed(3)}`);
