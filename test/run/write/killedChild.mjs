// Trains until the middle of epoch 3, then kills its own process. Run by killed.test.ts.
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { useBackend } from 'tfjs-neural-collapse/backends';
import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';

await useBackend('cpu');
const xs = tf.randomNormal([12, 4], 0, 1, 'float32', 1);
const ys = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], 'int32'), 3);
const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 3, inputShape: [4] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });

class Kill extends tfl.Callback {
  async onEpochBegin(epoch) {
    this.epoch = epoch;
  }
  async onBatchEnd(batch) {
    if (this.epoch === 3 && batch === 1) process.kill(process.pid, 'SIGKILL');
  }
}
const nc = new NeuralCollapse({ data: { xs, ys }, logdir: process.argv[2], name: 'killed', verbose: 0 });
await model.fit(xs, ys, { epochs: 9, batchSize: 4, verbose: 0, callbacks: [nc, new Kill()] });
