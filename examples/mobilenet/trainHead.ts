import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { NeuralCollapse, type NeuralCollapseRecord } from 'tfjs-neural-collapse/callbacks';
import { CosineDecay } from '../cosineDecay.js';
import type { EmbeddedImages } from './embeddedImages.js';
import type { MobileNetOptions } from './options.js';

export interface HeadRun extends Pick<MobileNetOptions, 'hidden' | 'epochs' | 'batchSize' | 'seed'> {
  /** Null writes no run folder */
  readonly logdir: string | null;
  /** 1 prints a line per epoch */
  readonly verbose: 0 | 1;
  readonly info?: Readonly<Record<string, unknown>>;
  readonly classNames?: readonly string[];
}

/** A trained head: its records, and what it makes of embeddings. */
export interface TrainedHead {
  readonly records: readonly NeuralCollapseRecord[];
  readonly runFolder: string | undefined;
  /** The input of the last layer [N, hidden], to be disposed by the caller */
  features(embeddings: Tensor2D): Tensor2D;
  dispose(): void;
}

const LEARNING_RATE = 0.01;
const DECAY = 1e-3;

/** Cast afterwards: the wasm backend writes the ones of `oneHot(..., 'float32')` as integers into its float buffer. */
function oneHot(labels: tf.Tensor1D, classes: number): tf.Tensor2D {
  return tf.tidy(() => tf.cast(tf.oneHot(labels, classes), 'float32') as tf.Tensor2D);
}

/**
 * Transfer learning: a dense ReLU layer and a softmax classifier on frozen embeddings. The callback measures the input
 * of the classifier on the training images and, as validation, on images that the head is not trained on.
 */
export async function trainHead(
  train: EmbeddedImages,
  test: EmbeddedImages,
  run: HeadRun,
): Promise<TrainedHead> {
  const model = buildHead(train.features.shape[1], train.classes, run);
  const ys = oneHot(train.labels, train.classes);
  const testTargets = oneHot(test.labels, test.classes);
  const nc = new NeuralCollapse({
    data: { xs: train.features, ys },
    validationData: { xs: test.features, ys: testTargets },
    logdir: run.logdir,
    verbose: run.verbose,
    seed: run.seed,
    ...(run.info && { info: { ...run.info, weightDecay: DECAY } }),
    ...(run.classNames && { classNames: run.classNames }),
  });
  const dispose = () => {
    model.optimizer.dispose();
    model.dispose();
  };
  try {
    await model.fit(train.features, ys, {
      epochs: run.epochs,
      batchSize: run.batchSize,
      verbose: 0,
      callbacks: [new CosineDecay(LEARNING_RATE, run.epochs), nc],
    });
  } catch (error) {
    dispose();
    throw error;
  } finally {
    tf.dispose([ys, testTargets]);
  }
  const penultimate = model.layers[0]!;
  return {
    records: nc.records,
    runFolder: nc.runFolder,
    features: embeddings => tf.tidy(() => penultimate.apply(embeddings) as Tensor2D),
    dispose,
  };
}

function buildHead(
  inputs: number,
  classes: number,
  { hidden, seed }: Pick<HeadRun, 'hidden' | 'seed'>,
): tfl.Sequential {
  const kernel = (offset: number) => ({
    kernelInitializer: tfl.initializers.glorotUniform({ seed: seed * 1000 + offset }),
    kernelRegularizer: tfl.regularizers.l2({ l2: DECAY }),
  });
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({
        inputShape: [inputs],
        units: hidden,
        activation: 'relu',
        ...kernel(0),
        name: 'penultimate',
      }),
      tfl.layers.dense({ units: classes, activation: 'softmax', ...kernel(1), name: 'head' }),
    ],
  });
  model.compile({
    loss: 'categoricalCrossentropy',
    optimizer: tf.train.momentum(LEARNING_RATE, 0.9),
    metrics: ['accuracy'],
  });
  return model;
}
