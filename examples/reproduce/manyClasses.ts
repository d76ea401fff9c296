import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { softmaxCode } from 'tfjs-neural-collapse';
import type { Chart } from './chart.js';
import type { Experiment, Row, RunOptions } from './experiment.js';
import { mnistTensors } from './mnistData.js';
import { type MarginPoint, type SphericalSetup, trainOnSphere } from './sphericalTraining.js';

interface Case {
  readonly name: string;
  readonly dim: number;
  readonly classes: number;
  readonly points: readonly MarginPoint[];
}

/**
 * More classes than dimensions: features and weights on the sphere, cross-entropy with a falling temperature. The
 * one-vs-rest margin rises towards that of the softmax code (Jiang et al. 2023).
 */
export const manyClasses: Experiment = async options => {
  const cases: Case[] = [];
  for (const dim of [3, 4]) cases.push(await mnistCase(dim, options));
  cases.push(await clusterCase(options));
  const rows = cases.flatMap(one => one.points.map(point => rowOf(one, point)));
  return {
    title: 'More classes than dimensions: towards the softmax code',
    figures: Object.fromEntries(cases.map(one => [`d${one.dim}`, chartOf(one)])),
    rows,
    setup: { temperature: TEMPERATURE, ...sizes(options) },
    summary: Object.fromEntries(
      cases.map(one => {
        const last = one.points.at(-1)!;
        const best = bestMargin(one);
        return [
          `${one.name}: margin of the weights and of the means, relative to the softmax code`,
          `${(last.weights / best).toFixed(3)}, ${(last.means / best).toFixed(3)}`,
        ];
      }),
    ),
  };
};

const TEMPERATURE = { first: 0.5, last: 0.04 };

function sizes({ quick }: RunOptions) {
  return quick
    ? { epochs: 4, samples: 200, clusterClasses: 20, clusterDim: 6 }
    : { epochs: 120, samples: 1000, clusterClasses: 100, clusterDim: 16 };
}

async function mnistCase(dim: number, options: RunOptions): Promise<Case> {
  const { epochs, samples } = sizes(options);
  const { xs, ys, labels } = await mnistTensors(samples, options);
  const conv = (filters: number) => ({ filters, kernelSize: 3, strides: 2, activation: 'relu' as const });
  const trunk = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ inputShape: xs.shape.slice(1), ...conv(16), ...init(options.seed) }),
      tfl.layers.conv2d({ ...conv(32), ...init(options.seed + 1) }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 128, activation: 'relu', ...init(options.seed + 2) }),
      tfl.layers.dense({ units: dim, ...init(options.seed + 3) }),
    ],
  });
  const setup = { trunk, xs, labels, classes: 10, dim, epochs, batchSize: 100 };
  return train(`MNIST, K = 10, d = ${dim}`, setup, options, [xs, ys, labels]);
}

/** Gaussian clusters in 64 dimensions and a network of two dense layers. */
async function clusterCase(options: RunOptions): Promise<Case> {
  const { epochs, clusterClasses: classes, clusterDim: dim } = sizes(options);
  const perClass = 10;
  const samples = classes * perClass;
  const [xs, labels] = tf.tidy(() => {
    // Every batch has samples of many classes.
    const cyclic = tf.cast(tf.mod(tf.range(0, samples), classes), 'int32') as tf.Tensor1D;
    const centers = tf.randomNormal([classes, 64], 0, 1, 'float32', options.seed);
    const noise = tf.randomNormal([samples, 64], 0, 0.2, 'float32', options.seed + 1);
    return [tf.add(tf.gather(centers, cyclic), noise), cyclic] as const;
  });
  const trunk = tfl.sequential({
    layers: [
      tfl.layers.dense({ inputShape: [64], units: 256, activation: 'relu', ...init(options.seed) }),
      tfl.layers.dense({ units: dim, ...init(options.seed + 1) }),
    ],
  });
  const setup = { trunk, xs, labels, classes, dim, epochs: 2 * epochs, batchSize: 100 };
  return train(`Gaussian clusters, K = ${classes}, d = ${dim}`, setup, options, [xs, labels]);
}

function init(seed: number) {
  return { kernelInitializer: tfl.initializers.glorotUniform({ seed }) };
}

async function train(
  name: string,
  setup: Omit<SphericalSetup, 'learningRate' | 'temperature' | 'seed'>,
  { seed, log }: RunOptions,
  tensors: tf.Tensor[],
): Promise<Case> {
  log(name);
  const points = await trainOnSphere({ ...setup, learningRate: 3e-3, temperature: TEMPERATURE, seed });
  setup.trunk.dispose();
  tf.dispose(tensors);
  return { name, dim: setup.dim, classes: setup.classes, points };
}

function bestMargin({ dim, classes }: Case): number {
  return softmaxCode({ dim, classes }).margin;
}

function rowOf(one: Case, { epoch, temperature, weights, means, trainingError }: MarginPoint): Row {
  return {
    case: one.name,
    epoch,
    temperature,
    'margin of weights': weights,
    'margin of means': means,
    'softmax code': bestMargin(one),
    'training error': trainingError,
  };
}

function chartOf(one: Case): Chart {
  const best = bestMargin(one);
  const last = one.points.at(-1)!.epoch;
  return {
    title: `More classes than dimensions: ${one.name}`,
    subtitle: 'features and weights on the sphere, cross-entropy, temperature from 0.5 to 0.04',
    x: { name: 'epoch', min: 0, max: last },
    y: { name: 'one-vs-rest margin', min: 0 },
    theory: [
      {
        name: 'softmax code',
        color: 6,
        points: [
          [0, best],
          [last, best],
        ],
      },
    ],
    measured: [
      { name: 'weights', color: 0, points: one.points.map(p => [p.epoch, p.weights] as const) },
      { name: 'class means', color: 1, points: one.points.map(p => [p.epoch, p.means] as const) },
    ],
  };
}
