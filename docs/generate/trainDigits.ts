import { writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { useBackend } from 'tfjs-neural-collapse/backends';
import type { GeometrySnapshot } from 'tfjs-neural-collapse/callbacks';
import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';
import { type LabeledImages, mnist, subsample, toTensors } from 'tfjs-neural-collapse/datasets';
import { permutation } from '../../src/base/random.js';

/** The training behind docs/images/training.svg, as docs/generate/training.json keeps it. */
export interface TrainedDigits {
  readonly digits: readonly number[];
  readonly samples: number;
  /** Epochs of training before the measurement */
  readonly curves: Readonly<Record<string, readonly (readonly [epoch: number, value: number])[]>>;
  readonly terminalPhase: number | null;
  /** Class means and samples on the plane of the class means, after so many epochs of training */
  readonly frames: readonly Frame[];
}

export interface Frame {
  readonly epoch: number;
  readonly means: readonly (readonly [number, number])[];
  readonly samples: readonly (readonly [label: number, x: number, y: number])[];
}

/** Digits that look like one another */
const DIGITS = [4, 7, 9];
const PER_CLASS = 300;
const EPOCHS = 100;
const SHOWN = [0, 1, 10, EPOCHS];
const BATCH = 50;
const LEARNING_RATE = 0.1;
/** Penalty on Σ w² of the head and on the mean ‖h‖², in tf.js's convention. It is the same for both, so that W and H become alike. */
const PENALTY = 5e-3;
const CURVES = ['nc1.pinv', 'nc2.etf', 'nc3.dual', 'nc4.ncc'] as const;

/** Trains a small CNN on three digits (from TFJS_NC_DATA_DIR, or downloaded) and keeps what it measured. */
export async function trainDigits(file: string): Promise<void> {
  await useBackend();
  const { xs, ys } = toTensors(threeDigits(await mnist()));
  const { network, withFeatures } = smallCnn();
  const optimizer = tf.train.momentum(LEARNING_RATE, 0.9);
  const frames: Frame[] = [];
  const keep = (_: unknown, snapshot?: GeometrySnapshot) => void frames.push(...frameOf(snapshot!));
  const nc = new NeuralCollapse({
    model: network,
    data: { xs, ys },
    logdir: null,
    sinks: [{ name: 'frames', write: keep }],
  });
  for (let epoch = 0; epoch <= EPOCHS; epoch++) {
    optimizer.setLearningRate(rateIn(epoch));
    // The first measurement is of the network as it was made.
    if (epoch > 0) trainOneEpoch(withFeatures, optimizer, xs, ys, epoch);
    await nc.measure(epoch);
  }
  await nc.close();
  const trained: TrainedDigits = {
    digits: DIGITS,
    samples: xs.shape[0],
    curves: Object.fromEntries(
      CURVES.map(id => [id, nc.records.map(({ epoch, metrics }) => [epoch, rounded(metrics[id]!)])]),
    ),
    terminalPhase: nc.records.at(-1)!.terminalPhase.startEpoch ?? null,
    frames,
  };
  writeFileSync(file, `${JSON.stringify(trained)}\n`);
}

/** Squared error, and the penalties of the theory on the kernel of the head and on the features. */
function trainOneEpoch(
  withFeatures: tfl.LayersModel,
  optimizer: tf.Optimizer,
  xs: tf.Tensor4D,
  ys: tf.Tensor2D,
  epoch: number,
): void {
  const order = permutation(xs.shape[0], epoch);
  const kernel = withFeatures.getLayer('head').trainableWeights[0]!.read() as tf.Variable;
  for (let start = 0; start < order.length; start += BATCH) {
    tf.tidy(() => {
      const rows = tf.tensor1d(Int32Array.from(order.subarray(start, start + BATCH)), 'int32');
      const [images, targets] = [tf.gather(xs, rows), tf.gather(ys, rows)];
      optimizer.minimize(() => {
        const [outputs, features] = withFeatures.apply(images, { training: true }) as tf.Tensor[];
        const error = tf.losses.meanSquaredError(targets, outputs!);
        const energy = tf.mean(tf.sum(tf.square(features!), -1));
        return tf.add(error, tf.mul(PENALTY, tf.add(tf.sum(tf.square(kernel)), energy))) as tf.Scalar;
      });
    });
  }
}

function threeDigits(images: LabeledImages): LabeledImages {
  const chosen = subsample(images, { limit: PER_CLASS * 10, balanced: true, seed: 1 });
  const [height, width, channels] = chosen.shape;
  const size = height * width * channels;
  const rows = [...chosen.labels.keys()].filter(i => DIGITS.includes(chosen.labels[i]!));
  const pixels = new Uint8Array(rows.length * size);
  rows.forEach((row, i) => {
    pixels.set(chosen.images.subarray(row * size, (row + 1) * size), i * size);
  });
  return {
    ...chosen,
    images: pixels,
    labels: Int32Array.from(rows, row => DIGITS.indexOf(chosen.labels[row]!)),
    numClasses: DIGITS.length,
    classNames: DIGITS.map(String),
  };
}

/** From the first epoch to the last along a cosine, to a fiftieth. */
function rateIn(epoch: number): number {
  const done = Math.max(epoch - 1, 0) / (EPOCHS - 1);
  return LEARNING_RATE * (0.02 + 0.49 * (1 + Math.cos(Math.PI * done)));
}

/** Linear features in front of the head: class means of any angle are possible. Only what the theory penalizes is penalized. */
function smallCnn(): { network: tfl.LayersModel; withFeatures: tfl.LayersModel } {
  let seed = 1;
  const kernelInitializer = () => tfl.initializers.heNormal({ seed: seed++ });
  const conv = (filters: number) => ({ filters, kernelSize: 5, strides: 2, activation: 'relu' as const });
  const input = tfl.input({ shape: [28, 28, 1] });
  const trunk = [
    tfl.layers.conv2d({ ...conv(16), kernelInitializer: kernelInitializer() }),
    tfl.layers.conv2d({ ...conv(32), kernelInitializer: kernelInitializer() }),
    tfl.layers.flatten(),
    tfl.layers.dense({ units: 64, useBias: false, kernelInitializer: kernelInitializer() }),
  ];
  const features = trunk.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, input);
  const head = tfl.layers.dense({
    units: DIGITS.length,
    kernelInitializer: tfl.initializers.randomNormal({ stddev: 0.02, seed }),
    kernelRegularizer: tfl.regularizers.l2({ l2: PENALTY }),
    name: 'head',
  });
  const outputs = head.apply(features) as tfl.SymbolicTensor;
  const network = tfl.model({ inputs: input, outputs });
  // Not to be trained by fit: loss and penalties are what a measurement reads of it.
  network.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
  return { network, withFeatures: tfl.model({ inputs: input, outputs: [outputs, features] }) };
}

function frameOf({ epoch, projection }: GeometrySnapshot): Frame[] {
  if (!SHOWN.includes(epoch) || 'absent' in projection) return [];
  const { means, samples } = projection;
  return [
    {
      epoch,
      means: means.map(([x, y]) => [rounded(x), rounded(y)]),
      samples: samples.filter((_, i) => i % 2 === 0).map(([label, x, y]) => [label, rounded(x), rounded(y)]),
    },
  ];
}

/** A picture shows three digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
