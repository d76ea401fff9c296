// The callback in model.fitDataset, measuring a tf.data dataset of batches, on long-tailed classes with early stopping
// on collapse. Run: npm run build && node dist/examples/fitDataset.js
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { useBackend } from 'tfjs-neural-collapse/backends';
import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';
import { loadOrSynthesize, longTailed, toDataset } from 'tfjs-neural-collapse/datasets';

await useBackend();
const balanced = await loadOrSynthesize({ dataset: 'mnist', limit: 1000, balanced: true, seed: 1 });
const images = longTailed(balanced, { ratio: 10, seed: 1 });

const model = tfl.sequential({
  layers: [
    tfl.layers.flatten({ inputShape: [28, 28, 1] }),
    tfl.layers.dense({ units: 32, activation: 'relu' }),
    tfl.layers.dense({ units: 10 }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.003), loss: 'meanSquaredError' });

// One dataset to train on, shuffled, and one to measure on. With classes of unequal size the choice of weighting
// matters: see docs/metrics.
const nc = new NeuralCollapse({ data: toDataset(images, { batchSize: 128 }), weighting: 'sample' });
const stop = tfl.callbacks.earlyStopping({ monitor: 'nc1.cdnv', mode: 'min', patience: 3 });
await model.fitDataset(toDataset(images, { batchSize: 32, shuffle: true, seed: 1 }), {
  epochs: 5,
  verbose: 0,
  callbacks: [nc, stop],
});

const { measured, metrics } = nc.records.at(-1)!;
console.log(`nc1.cdnv ${metrics['nc1.cdnv']!.toFixed(3)} with class sizes ${measured.counts.join(', ')}`);
