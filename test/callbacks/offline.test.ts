import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { NeuralCollapse } from '../../callbacks/index.js';
import { syntheticDigits, toTensors } from '../../datasets/index.js';
import { referenceMetrics } from '../helpers/reference.js';
import { QUIET } from '../helpers/smallModel.js';

/** A small convolutional network with ReLU features, dropout and batch-norm in front of its head. */
function network(): tfl.Sequential {
  const seeded = (seed: number) => tfl.initializers.heNormal({ seed });
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({
        inputShape: [28, 28, 1],
        filters: 6,
        kernelSize: 5,
        strides: 2,
        activation: 'relu',
        kernelInitializer: seeded(1),
      }),
      tfl.layers.batchNormalization(),
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      tfl.layers.flatten(),
      tfl.layers.dropout({ rate: 0.2 }),
      tfl.layers.dense({ units: 24, activation: 'relu', name: 'penultimate', kernelInitializer: seeded(2) }),
      tfl.layers.dense({ units: 10, name: 'head', kernelInitializer: seeded(3) }),
      tfl.layers.activation({ activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: tf.train.momentum(0.05, 0.9), loss: 'categoricalCrossentropy' });
  return model;
}

/** Features, predicted labels and head weights of a trained model, taken out by another way than the callback's. */
function exported(model: tfl.Sequential, xs: tf.Tensor) {
  const penultimate = model.getLayer('penultimate').output as tfl.SymbolicTensor;
  const features = tfl.model({ inputs: model.inputs, outputs: penultimate });
  return tf.tidy(() => {
    const [kernel, bias] = model.getLayer('head').getWeights();
    return {
      features: (features.predict(xs) as tf.Tensor2D).arraySync(),
      predictedLabels: tf.argMax(model.predict(xs) as tf.Tensor, 1).arraySync() as number[],
      kernel: kernel!.arraySync() as number[][],
      bias: bias!.arraySync() as number[],
    };
  });
}

it('measures on a trained network what the exported features give in float64', async () => {
  const digits = syntheticDigits({ samples: 300, seed: 4 });
  const { xs, ys, labels } = toTensors(digits);
  const model = network();
  const weighted = new NeuralCollapse({ ...QUIET, data: { xs, ys }, weighting: 'sample', prefix: 'sample.' });
  const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, batchSize: 128 });
  await model.fit(xs, ys, { epochs: 3, batchSize: 32, verbose: 0, callbacks: [nc, weighted] });

  const input = { ...exported(model, xs), labels: [...digits.labels], classes: 10 };
  for (const [callback, weighting] of [
    [nc, 'class'],
    [weighted, 'sample'],
  ] as const) {
    const { metrics } = callback.records.at(-1)!;
    const expected = referenceMetrics({ ...input, weighting });
    for (const [id, value] of Object.entries(expected)) {
      const measured = metrics[id as keyof typeof metrics];
      // Features of batches of another size differ by float32 rounding, 1e-6; nc1.pinv amplifies it by the
      // conditioning of Σ_B, below 100 here.
      expect(Math.abs(measured! - value!), `${id} ${weighting}`).toBeLessThan(
        1e-4 * Math.max(Math.abs(value!), 1e-2),
      );
    }
    const correct = input.predictedLabels.filter((decision, i) => decision === digits.labels[i]).length;
    expect(metrics['train.accuracy']).toBeCloseTo(correct / 300, 9);
  }
  expect(nc.records[0]!.metrics['nc1.pinv']).not.toBe(nc.records[2]!.metrics['nc1.pinv']);
  tf.dispose([xs, ys, labels]);
  model.dispose();
});
