import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { buildResNet } from '../../../examples/resnet/model.js';
import { random } from '../../../src/base/random.js';
import { describeAgainstNative, describeOnWasm, relativeError } from './onWasm.js';

const SHAPE = [16, 12, 3] as const;
const CLASSES = 5;

/** Whole networks of residual and of depthwise separable blocks, with batch normalization and global pooling. */
const NETWORKS: Record<string, () => tfl.LayersModel> = {
  resnet8: () => resnet('resnet8'),
  resnet20: () => resnet('resnet20'),
  mobilenet: miniMobileNet,
};

function resnet(arch: 'resnet8' | 'resnet20'): tfl.LayersModel {
  return buildResNet(SHAPE, CLASSES, { arch, seed: 2, decay: 1e-3, learningRate: 1, width: 4 }).model;
}

/** MobileNet v1 in small: a convolution, then depthwise separable blocks. */
function miniMobileNet(): tfl.LayersModel {
  const { layers: L, initializers } = tfl;
  let seed = 1;
  const kernelInitializer = () => initializers.heNormal({ seed: seed++ });
  const normalized = () => [L.batchNormalization({ momentum: 0.9 }), L.activation({ activation: 'relu6' })];
  const common = { padding: 'same', useBias: false } as const;
  const block = (filters: number, strides: number) => [
    L.depthwiseConv2d({ kernelSize: 3, strides, ...common, depthwiseInitializer: kernelInitializer() }),
    ...normalized(),
    L.conv2d({ filters, kernelSize: 1, ...common, kernelInitializer: kernelInitializer() }),
    ...normalized(),
  ];
  const first = { inputShape: [...SHAPE], filters: 4, kernelSize: 3, strides: 2, ...common };
  return tfl.sequential({
    layers: [
      L.conv2d({ ...first, kernelInitializer: kernelInitializer() }),
      ...normalized(),
      ...block(8, 1),
      ...block(8, 2),
      ...block(16, 1),
      L.globalAveragePooling2d({}),
      L.dense({ units: CLASSES, activation: 'softmax', kernelInitializer: kernelInitializer() }),
    ],
  });
}

function batch(): { xs: tf.Tensor4D; ys: tf.Tensor2D } {
  const xs = tf.randomNormal<tf.Rank.R4>([6, ...SHAPE], 0, 1, 'float32', 11);
  const ys = tf.tidy(() => tf.cast(tf.oneHot([0, 1, 2, 3, 4, 0], CLASSES), 'float32') as tf.Tensor2D);
  return { xs, ys };
}

interface Trained {
  readonly losses: number[];
  /** What all steps together changed in each weight: gradients, and the statistics of the normalizations */
  readonly changes: { name: string; values: Float32Array }[];
}

async function trainOn(backend: string, network: string, steps: number, rate = 0.1): Promise<Trained> {
  await tf.setBackend(backend);
  const model = NETWORKS[network]!();
  model.compile({ optimizer: tf.train.sgd(rate), loss: 'categoricalCrossentropy' });
  const { xs, ys } = batch();
  const before = model.getWeights().map(w => w.dataSync());
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push((await model.trainOnBatch(xs, ys)) as number);
  const changes = model.weights.map(({ name }, i) => ({
    name,
    values: Float32Array.from(model.getWeights()[i]!.dataSync(), (value, k) => value - before[i]![k]!),
  }));
  tf.dispose([xs, ys]);
  model.dispose();
  return { losses, changes };
}

/**
 * Float32 rounding of sums (some 1e-6 per layer) grows through the layers, and a weight near 1 loses 1e-7 of itself to
 * the difference before and after, some 1e-5 of a small gradient. Measured: 3e-5.
 */
const CHANGE_TOLERANCE = 2e-4;
/** Below this a gradient is rounding noise. */
const NOISE = 1e-6;

function expectSame(got: Trained, want: Trained): void {
  expect(relativeError(got.losses, want.losses)).toBeLessThan(1e-4);
  expect(got.changes.length).toBe(want.changes.length);
  want.changes.forEach(({ name, values }, i) => {
    const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const error = relativeError(got.changes[i]!.values, values);
    expect(largest < NOISE ? error * largest : error, name).toBeLessThan(
      largest < NOISE ? NOISE : CHANGE_TOLERANCE,
    );
  });
}

describeOnWasm('one step of a whole network is that on the cpu backend', () => {
  test.each(Object.keys(NETWORKS))('%s', async network => {
    const want = await trainOn('cpu', network, 1);
    expectSame(await trainOn('wasm', network, 1), want);
  });
});

describeOnWasm('gradients on wasm are the slope of the loss', () => {
  test.each(['resnet8', 'mobilenet'])('%s', async network => {
    await tf.setBackend('wasm');
    const model = NETWORKS[network]!();
    const { xs, ys } = batch();
    // The gradient functions of tf.js are the same on every backend: only the loss itself can tell that they are right.
    const loss = () =>
      tf.tidy(() => {
        const outputs = model.apply(xs, { training: true }) as tf.Tensor2D;
        return tf.neg(tf.mean(tf.sum(tf.mul(ys, tf.log(outputs)), 1))) as tf.Scalar;
      });
    const variables = model.trainableWeights.map(w => w.read() as tf.Variable);
    const { value, grads } = tf.variableGrads(loss, variables);
    for (const [i, variable] of variables.entries()) {
      const gradient = grads[variable.name]!;
      const slope = slopeAlong(variable, direction(variable, i), loss);
      const want = tf.tidy(() => tf.sum(tf.mul(gradient, direction(variable, i))).dataSync()[0]!);
      const size = tf.tidy(() => tf.norm(gradient).dataSync()[0]!);
      // Central differences of a float32 loss: rounding of 1e-7/ε of the loss, and kinks of ReLUs within ε.
      expect(Math.abs(slope - want), variable.name).toBeLessThan(2e-3 + 0.03 * size);
    }
    tf.dispose([xs, ys, value, grads]);
    model.dispose();
  });
});

/** A seeded direction of length 1. */
function direction(variable: tf.Variable, seed: number): tf.Tensor {
  const { normal } = random(seed);
  const values = Float32Array.from({ length: variable.size }, normal);
  const length = Math.hypot(...values);
  return tf.tensor(
    values.map(value => value / length),
    variable.shape,
  );
}

const EPSILON = 3e-4;

function slopeAlong(variable: tf.Variable, along: tf.Tensor, loss: () => tf.Scalar): number {
  return tf.tidy(() => {
    const start = tf.clone(variable);
    const at = (step: number) => {
      variable.assign(tf.add(start, tf.mul(along, step)));
      return loss().dataSync()[0]!;
    };
    const slope = (at(EPSILON) - at(-EPSILON)) / (2 * EPSILON);
    variable.assign(start);
    along.dispose();
    return slope;
  });
}

describeAgainstNative('training a whole network on wasm is that on native tfjs-node', () => {
  test.each(Object.keys(NETWORKS))('one step of %s', async network => {
    const want = await trainOn('tensorflow', network, 1);
    expectSame(await trainOn('wasm', network, 1), want);
  });

  test.each(Object.keys(NETWORKS))('losses of five steps of %s', async network => {
    // Each step amplifies the differences of the one before; with large steps the twenty layers are chaotic.
    const want = await trainOn('tensorflow', network, 5, 0.01);
    const got = await trainOn('wasm', network, 5, 0.01);
    expect(relativeError(got.losses, want.losses)).toBeLessThan(1e-3);
    expect(got.losses[4]).toBeLessThan(got.losses[0]!);
  });
});
