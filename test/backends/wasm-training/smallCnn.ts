import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/**
 * conv32-pool-conv64-pool-dense128-dense10 with seeded weights, mean squared error and L2, as in the label-noise example.
 * @param scale Share of these widths that it gets, for backends that are slow.
 */
export function smallCnn(scale = 1): tfl.Sequential {
  const { conv2d, dense, flatten, maxPooling2d } = tfl.layers;
  let seed = 1;
  const options = () => ({
    kernelInitializer: tfl.initializers.glorotNormal({ seed: seed++ }),
    kernelRegularizer: tfl.regularizers.l2({ l2: 1e-3 }),
  });
  const model = tfl.sequential({
    layers: [
      conv2d({
        filters: 32 * scale,
        kernelSize: 3,
        activation: 'relu',
        inputShape: [28, 28, 1],
        ...options(),
      }),
      maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: 64 * scale, kernelSize: 3, activation: 'relu', ...options() }),
      maxPooling2d({ poolSize: 2 }),
      flatten(),
      dense({ units: 128 * scale, activation: 'relu', ...options() }),
      dense({ units: 10, ...options() }),
    ],
  });
  model.compile({ optimizer: tf.train.momentum(0.02, 0.9), loss: 'meanSquaredError' });
  return model;
}

/** Losses of the first steps on one batch of noise with labels. */
export async function firstLosses(steps: number, batchSize: number, scale = 1): Promise<number[]> {
  const model = smallCnn(scale);
  const xs = tf.randomUniform([batchSize, 28, 28, 1], 0, 1, 'float32', 7);
  const ys = tf.tidy(() =>
    tf.oneHot(
      Array.from({ length: batchSize }, (_, i) => i % 10),
      10,
    ),
  );
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push((await model.trainOnBatch(xs, ys)) as number);
  tf.dispose([xs, ys]);
  model.dispose();
  return losses;
}
