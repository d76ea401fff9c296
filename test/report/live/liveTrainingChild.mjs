// Trains four epochs with a live page; waits for a line on stdin before the third. Run by liveTraining.test.ts.
import { once } from 'node:events';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { useBackend } from 'tfjs-neural-collapse/backends';
import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';

await useBackend('cpu');
const xs = tf.randomNormal([12, 4], 0, 1, 'float32', 1);
const ys = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], 'int32'), 3);
const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 3, inputShape: [4] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });

class Pause extends tfl.Callback {
  async onEpochBegin(epoch) {
    if (epoch !== 2) return;
    process.stdin.resume();
    await once(process.stdin, 'data');
    process.stdin.pause();
    process.stdin.unref();
  }
}
const nc = new NeuralCollapse({ data: { xs, ys }, logdir: process.argv[2], verbose: 0, live: true });
await model.fit(xs, ys, { epochs: 4, verbose: 0, callbacks: [new Pause(), nc] });
