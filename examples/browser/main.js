import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';
import { ChartSink } from 'tfjs-neural-collapse/charts';

const CLASSES = 3;
const SAMPLES = 600;
// A page may ask for another backend or fewer epochs: ?backend=cpu&epochs=10
const asked = new URLSearchParams(location.search);
const epochs = Number(asked.get('epochs') ?? 40);

const status = document.querySelector('#status');
const button = document.querySelector('#train');
const charts = document.querySelector('#charts');

/** Three rings of points, one inside the other: no line separates them, a network does. */
function rings() {
  return tf.tidy(() => {
    const labels = tf.tensor1d(
      Array.from({ length: SAMPLES }, (_, i) => i % CLASSES),
      'int32',
    );
    const angle = tf.mul(tf.randomUniform([SAMPLES], 0, 1, 'float32', 1), 2 * Math.PI);
    const radius = tf.add(tf.cast(labels, 'float32'), tf.randomNormal([SAMPLES], 0.5, 0.1, 'float32', 2));
    const xs = tf.stack([tf.mul(radius, tf.cos(angle)), tf.mul(radius, tf.sin(angle))], 1);
    return { xs, ys: tf.cast(tf.oneHot(labels, CLASSES), 'float32') };
  });
}

function network() {
  const dense = (units, activation, seed) =>
    tfl.layers.dense({
      units,
      activation,
      kernelInitializer: tfl.initializers.glorotUniform({ seed }),
      kernelRegularizer: tfl.regularizers.l2({ l2: 1e-4 }),
    });
  const model = tfl.sequential();
  model.add(tfl.layers.inputLayer({ inputShape: [2] }));
  for (const [units, activation, seed] of [
    [64, 'relu', 1],
    [64, 'relu', 2],
    [CLASSES, 'softmax', 3],
  ]) {
    model.add(dense(units, activation, seed));
  }
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
  return model;
}

async function train() {
  button.disabled = true;
  const { xs, ys } = rings();
  const model = network();
  const nc = new NeuralCollapse({
    data: { xs, ys },
    classNames: ['inner', 'middle', 'outer'],
    name: 'rings',
    verbose: 0,
    sinks: [new ChartSink(charts)],
    onRecord: ({ epoch, metrics }) => {
      status.textContent = `epoch ${epoch + 1} of ${epochs}, nc1.pinv ${metrics['nc1.pinv'].toExponential(2)}`;
    },
  });
  await model.fit(xs, ys, { epochs, batchSize: 50, verbose: 0, callbacks: [nc] });
  status.textContent += `, done on ${tf.getBackend()}`;
  tf.dispose([xs, ys]);
}

await tf.setBackend(asked.get('backend') ?? 'webgl');
await tf.ready();
status.textContent = `Ready on ${tf.getBackend()}.`;
button.disabled = false;
button.addEventListener('click', train);
