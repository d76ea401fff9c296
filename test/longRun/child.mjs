// Trains for very many epochs, with the callback or without, and prints what of the process grows. Run by longRun.test.ts
// with --expose-gc.
import { readdirSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { useBackend } from 'tfjs-neural-collapse/backends';
import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';

const [logdir, epochs, every] = [process.argv[2], ...process.argv.slice(3).map(Number)];
await useBackend('wasm');
const labels = Array.from({ length: 30 }, (_, i) => i % 3);
const xs = tf.randomNormal([30, 4], 0, 1, 'float32', 1);
const ys = tf.oneHot(tf.tensor1d(labels, 'int32'), 3);
const model = tfl.sequential({
  layers: [
    tfl.layers.dense({ units: 6, activation: 'relu', inputShape: [4] }),
    tfl.layers.dense({ units: 3, activation: 'softmax' }),
  ],
});
model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

/** What tf.js itself logs. */
const TRAINED = ['loss', 'acc'];

/** Tensors before the callback's turn at the end of an epoch. */
let before = 0;
class Before extends tfl.Callback {
  async onEpochEnd() {
    before = tf.memory().numTensors;
  }
}

const seen = [];
let mostAdded = 0;
class Look extends tfl.Callback {
  async onEpochEnd(epoch, logs) {
    // The History of tf.js, whose turn is last, keeps every number that is logged. That growth is its own.
    for (const key of Object.keys(logs)) if (!TRAINED.includes(key)) delete logs[key];
    mostAdded = Math.max(mostAdded, Math.abs(tf.memory().numTensors - before));
    if ((epoch + 1) % every !== 0) return;
    // Twice: the first collection runs finalizers.
    for (let i = 0; i < 2; i++) {
      await new Promise(resolve => setTimeout(resolve, 20));
      globalThis.gc();
    }
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    const files = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : null;
    seen.push({ bytes: heapUsed + arrayBuffers, files });
  }
}
const data = { data: { xs, ys }, validationData: { xs, ys } };
const nc = logdir === '-' ? null : new NeuralCollapse({ ...data, logdir, name: 'long', verbose: 0 });
const callbacks = [new Before(), ...(nc ? [nc] : []), new Look()];
await model.fit(xs, ys, { epochs, batchSize: 30, verbose: 0, callbacks });
console.log(JSON.stringify({ seen, mostAdded, records: nc?.records.length ?? 0 }));
