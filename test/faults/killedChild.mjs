// Trains into the run folder `run`, resuming it, until it is killed; run by killed.test.ts.
//
// argv: logdir, first epoch, number of epochs, and when to kill itself: `call:n:before|after`, around the n-th call that
// changes a file, or `call:n:half`, after half of the bytes of a write; `write:n:...` counts appends only; `never` where
// its parent kills it.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [logdir, first, epochs, when] = process.argv.slice(2);
const [kind, number, how] = when.split(':');

const die = () => process.kill(process.pid, 'SIGKILL');

/** What is said on stdout is no file. */
const isCounted = (name, [file]) =>
  kind === 'write' ? name === 'writeSync' && file !== 1 : kind === 'call' && file !== 1;

let calls = 0;
let armed = false;
for (const name of [
  'openSync',
  'writeSync',
  'writeFileSync',
  'renameSync',
  'linkSync',
  'rmSync',
  'ftruncateSync',
]) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (!armed || !isCounted(name, args) || calls++ !== Number(number)) return real(...args);
    if (how === 'before') die();
    if (how === 'half') half(name, args);
    const result = real(...args);
    die();
    return result;
  };
}
syncBuiltinESMExports();

function half(name, args) {
  if (name === 'writeFileSync') {
    const [target, content] = args;
    const bytes = Buffer.from(content);
    fs.writeFileSync(target, bytes.subarray(0, bytes.length >> 1));
    die();
  }
  if (name !== 'writeSync') return die();
  const [file, bytes, offset, length, position] = args;
  fs.writeSync(file, bytes, offset, length >> 1, position);
  die();
}

const tf = await import('@tensorflow/tfjs-core');
await import('@tensorflow/tfjs-backend-cpu');
const tfl = await import('@tensorflow/tfjs-layers');
const { NeuralCollapse } = await import('../../dist/callbacks/index.js');

await tf.setBackend('cpu');
const xs = tf.randomNormal([12, 4], 0, 1, 'float32', 1);
const ys = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], 'int32'), 3);
const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 3, inputShape: [4] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });

/** After the callback under test: what it says has been measured must be on disk. */
class Acknowledge extends tfl.Callback {
  async onEpochEnd(epoch) {
    fs.writeSync(1, `measured ${epoch}\n`);
  }
}
const nc = new NeuralCollapse({ data: { xs, ys }, logdir, name: 'run', resume: true, verbose: 0 });
fs.writeSync(1, 'trains\n');
armed = true;
await model.fit(xs, ys, {
  initialEpoch: Number(first),
  epochs: Number(first) + Number(epochs),
  batchSize: 4,
  verbose: 0,
  callbacks: [nc, new Acknowledge()],
});
fs.writeSync(1, 'done\n');
