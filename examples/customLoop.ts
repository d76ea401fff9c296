// Measuring in your own training loop. Run: npm run build && node dist/examples/customLoop.js
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { useBackend } from 'tfjs-neural-collapse/backends';
import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';
import { syntheticDigits, toTensors } from 'tfjs-neural-collapse/datasets';

await useBackend();
const { xs, ys } = toTensors(syntheticDigits({ samples: 500, seed: 1 }));
const model = tfl.sequential({
  layers: [
    tfl.layers.flatten({ inputShape: [28, 28, 1] }),
    tfl.layers.dense({ units: 32, activation: 'relu', name: 'penultimate' }),
    tfl.layers.dense({ units: 10, name: 'head' }),
  ],
});
const optimizer = tf.train.adam(0.003);

const nc = new NeuralCollapse({ model, data: { xs, ys }, samplesPerClass: 40 });
for (let epoch = 0; epoch < 5; epoch++) {
  let loss = 0;
  for (let start = 0; start < 500; start += 50) {
    const cost = optimizer.minimize(() => {
      const outputs = model.apply(tf.slice(xs, start, 50), { training: true }) as tf.Tensor;
      return tf.losses.meanSquaredError(tf.slice(ys, start, 50), outputs) as tf.Scalar;
    }, true);
    [loss = 0] = await cost!.data();
    cost!.dispose();
  }
  await nc.measure(epoch, { loss });
}
await nc.close();
console.log(
  `NC4 agreement ${nc.records.at(-1)!.metrics['nc4.ncc']}, tensors in use ${tf.memory().numTensors}`,
);
