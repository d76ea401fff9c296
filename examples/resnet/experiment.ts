import * as tf from '@tensorflow/tfjs-core';
import { NeuralCollapse, type NeuralCollapseRecord } from 'tfjs-neural-collapse/callbacks';
import { type LabeledImages, toTensors } from 'tfjs-neural-collapse/datasets';
import { CosineDecay } from '../cosineDecay.js';
import { buildResNet, type ResNetOptions } from './model.js';
import type { ResNetExampleOptions } from './options.js';

/** Collapse at one depth in one epoch. */
export interface DepthRow {
  readonly layer: string;
  readonly featureDim: number;
  /** Share of the measured samples whose nearest class mean is their class */
  readonly nearestClassCenter: number;
  readonly nc1: number | undefined;
  readonly cdnv: number | undefined;
}

export interface DepthEpoch {
  readonly epoch: number;
  readonly trainAccuracy: number | undefined;
  /** One row per depth, the input of the network's head last */
  readonly depth: readonly DepthRow[];
}

export interface DepthResult {
  readonly epochs: readonly DepthEpoch[];
  readonly parameters: number;
  readonly testAccuracy: number;
  readonly runFolder: string | undefined;
}

export interface DepthRun
  extends Pick<
      ResNetExampleOptions,
      'arch' | 'per' | 'every' | 'measured' | 'batchSize' | 'learningRate' | 'decay' | 'seed'
    >,
    Pick<ResNetOptions, 'width'> {
  readonly epochs: number;
  /** Null writes no run folder */
  readonly logdir: string | null;
  readonly info?: Readonly<Record<string, unknown>>;
  readonly onEpoch?: (epoch: DepthEpoch) => void;
}

/** Trains the network and measures the outputs of its stages or blocks after each epoch. */
export async function trainResNet(
  train: LabeledImages,
  test: LabeledImages,
  run: DepthRun,
): Promise<DepthResult> {
  const { model, depth } = buildResNet(train.shape, train.numClasses, run);
  const { xs, ys, labels } = toTensors(train);
  const epochs: DepthEpoch[] = [];
  const nc = new NeuralCollapse({
    data: { xs, ys },
    layers: run.per === 'block' ? depth : depth.filter(name => !name.includes('block')),
    every: run.every,
    seed: run.seed,
    logdir: run.logdir,
    verbose: 0,
    classNames: train.classNames,
    onRecord: record => {
      epochs.push(depthEpoch(record));
      run.onEpoch?.(epochs.at(-1)!);
    },
    ...(run.measured !== undefined && { samplesPerClass: run.measured }),
    ...(run.info && { info: run.info }),
  });
  try {
    const { epochs: count, batchSize, learningRate } = run;
    const callbacks = [new CosineDecay(learningRate, count), nc];
    await model.fit(xs, ys, { epochs: count, batchSize, verbose: 0, callbacks });
    const testAccuracy = await accuracyOn(model, test);
    return { epochs, parameters: model.countParams(), testAccuracy, runFolder: nc.runFolder };
  } finally {
    tf.dispose([xs, ys, labels]);
    model.optimizer.dispose();
    model.dispose();
  }
}

function depthEpoch({ epoch, metrics, depth }: NeuralCollapseRecord): DepthEpoch {
  const rows = depth.map(({ layer, featureDim, nearestClassCenter, metrics: measured }) => ({
    layer,
    featureDim,
    nearestClassCenter,
    nc1: measured['nc1.pinv'],
    cdnv: measured['nc1.cdnv'],
  }));
  return { epoch, trainAccuracy: metrics['train.accuracy'], depth: rows };
}

async function accuracyOn(
  model: ReturnType<typeof buildResNet>['model'],
  images: LabeledImages,
): Promise<number> {
  const { xs, ys, labels } = toTensors(images);
  const share = tf.tidy(() => {
    const outputs = model.predict(xs, { batchSize: 64 }) as tf.Tensor2D;
    return tf.mean(tf.cast(tf.equal(tf.argMax(outputs, 1), labels), 'float32'));
  });
  try {
    return (await share.data())[0]!;
  } finally {
    tf.dispose([xs, ys, labels, share]);
  }
}
