// Trains with a line for each epoch, and a warning in the middle; argv: logdir, and `fit` or `loop`. Run by pipes.test.ts,
// which closes its ends of the pipes.
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
const sinks = [
  {
    name: 'a sink that fails',
    write: () => {
      throw new Error('always');
    },
  },
];
const nc = new NeuralCollapse({ data: { xs, ys }, model, logdir, name: 'a', sinks });
writeSync(1, 'ready\n');
// Until the other end is closed.
await new Promise(resolve => process.stdin.once('end', resolve).resume());
const trainOne = epoch => model.fit(xs, ys, { initialEpoch: epoch, epochs: epoch + 1, verbose: 0 });
if (how === 'fit') await model.fit(xs, ys, { epochs: 6, verbose: 0, callbacks: [nc] });
else {
  for (let epoch = 0; epoch < 6; epoch++) {
    await trainOne(epoch);
    await nc.measure(epoch);
  }
  await nc.close();
}
await new Promise(resolve => setTimeout(resolve, 50));
process.exitCode = process.stdout.listenerCount('error') + process.stderr.listenerCount('error') + 40;
