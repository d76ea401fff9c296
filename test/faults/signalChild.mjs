// Trains until it is stopped; argv: logdir, and how. Run by signals.test.ts.
import { writeSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';

await tf.setBackend('cpu');
const [logdir, how] = process.argv.slice(2);
const xs = tf.randomNormal([12, 4], 0, 1, 'float32', 1);
const ys = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], 'int32'), 3);
const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 3, inputShape: [4] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const listeners = () => ['SIGINT', 'SIGTERM', 'exit'].map(name => process.listenerCount(name));
const before = listeners();
const callbacks = ['a', 'b'].map(
  name => new NeuralCollapse({ data: { xs, ys }, model, logdir, name, prefix: name, verbose: 0 }),
);
/** After the callbacks under test. */
class Say extends tfl.Callback {
  async onEpochEnd(epoch) {
    if (epoch === 2) writeSync(1, 'measured 2\n');
  }
}
if (how === 'stops by itself') process.on('SIGINT', () => (model.stopTraining = true));
if (how === 'exits') process.on('SIGTERM', () => process.exit(3));
const args = { verbose: 0, batchSize: 4, epochs: 1e6, callbacks: [...callbacks, new Say()] };
if (how === 'loop') {
  for (let epoch = 0; ; epoch++) {
    await model.fit(xs, ys, { verbose: 0, epochs: 1 });
    await callbacks[0].measure(epoch);
    if (epoch === 2) writeSync(1, 'measured 2\n');
    if (epoch === 5 && process.argv[4] === 'throws') throw new Error('my own');
    if (epoch === 5 && process.argv[4] === 'ends') break;
  }
} else await model.fit(xs, ys, how === 'never yields' ? { ...args, yieldEvery: 'never' } : args);
const left = listeners().map((count, i) => count - before[i]);
writeSync(1, `trained, ${left.join(' ')} more listeners\n`);
