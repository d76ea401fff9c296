import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { NeuralCollapse, type NeuralCollapseRecord } from 'tfjs-neural-collapse/callbacks';
import { toTensors } from 'tfjs-neural-collapse/datasets';
import { CosineDecay } from '../cosineDecay.js';
import { buildModel, LEARNING_RATE, weightDecay } from './model.js';
import type { NoisyImages } from './noisyDigits.js';
import type { LabelNoiseOptions } from './options.js';

/** How good the first of a ranked list of suspects are. */
export interface Detection {
  /** hits / count: share of the suspects that are wrong */
  readonly precision: number;
  /** hits / number of wrong ones: share of the wrong ones that are among the suspects */
  readonly recall: number;
}

/** What one measured epoch says about the wrong labels. */
export interface NoiseRow extends Detection {
  readonly epoch: number;
  /** The recall with twice as many suspects */
  readonly recallOfTwice: number;
  /** Share of the samples that the network decides as they are labeled, wrong labels included */
  readonly trainAccuracy: number;
  /** The same share of the flipped samples only: how much of the noise is memorized */
  readonly accuracyOnFlipped: number;
  readonly nc1: number | undefined;
}

export interface NoiseRun extends Pick<LabelNoiseOptions, 'loss' | 'every' | 'batchSize' | 'seed'> {
  readonly epochs: number;
  /** How many samples to suspect */
  readonly suspects: number;
  readonly onRow?: (row: NoiseRow) => void;
}

/** Trains a small CNN on the noisy labels, and compares the outliers of each record with the flipped samples. */
export async function trainOnNoise({ images, flipped }: NoisyImages, run: NoiseRun): Promise<NoiseRow[]> {
  const { loss, seed, epochs, suspects } = run;
  const { xs, ys, labels } = toTensors(images);
  const decay = weightDecay(images.labels.length);
  const model = buildModel(images.shape, images.numClasses, { loss, seed, decay });
  const rows: NoiseRow[] = [];
  const nc = new NeuralCollapse({
    data: { xs, ys },
    outliers: 2 * suspects,
    every: run.every,
    logdir: null,
    verbose: 0,
    theory: false,
    onRecord: async record => {
      const accuracyOnFlipped = await accuracyAt(model, xs, labels, flipped);
      rows.push({ ...rowOf(record, flipped, suspects), accuracyOnFlipped });
      run.onRow?.(rows.at(-1)!);
    },
  });
  try {
    await model.fit(xs, ys, {
      epochs,
      batchSize: run.batchSize,
      verbose: 0,
      callbacks: [new CosineDecay(LEARNING_RATE[loss], epochs), nc],
    });
    return rows;
  } finally {
    tf.dispose([xs, ys, labels]);
    model.optimizer.dispose();
    model.dispose();
  }
}

function rowOf(record: NeuralCollapseRecord, flipped: readonly number[], suspects: number) {
  const { epoch, outliers, metrics } = record;
  if ('absent' in outliers) throw new Error(`no outliers in epoch ${epoch}: ${outliers.absent}`);
  const farthest = outliers.flatMap(({ index }) => index ?? []);
  return {
    epoch,
    ...detection(farthest, flipped, suspects),
    recallOfTwice: detection(farthest, flipped, 2 * suspects).recall,
    trainAccuracy: metrics['train.accuracy']!,
    nc1: metrics['nc1.pinv'],
  };
}

/**
 * Precision and recall of the first `count` suspects. A list that ends before is not padded with guesses: what is
 * missing counts as a miss. With `count` = number of wrong ones the two are the same number (R-precision).
 */
export function detection(suspects: readonly number[], wrong: readonly number[], count: number): Detection {
  const isWrong = new Set(wrong);
  const hits = suspects.slice(0, count).filter(index => isWrong.has(index)).length;
  return { precision: hits / count, recall: hits / wrong.length };
}

/** Share of the samples at these positions that the model decides as they are labeled. */
async function accuracyAt(
  model: LayersModel,
  xs: tf.Tensor,
  labels: tf.Tensor1D,
  positions: readonly number[],
): Promise<number> {
  const share = tf.tidy(() => {
    const at = tf.tensor1d([...positions], 'int32');
    const outputs = model.predict(tf.gather(xs, at)) as tf.Tensor2D;
    return tf.mean(tf.cast(tf.equal(tf.argMax(outputs, 1), tf.gather(labels, at)), 'float32'));
  });
  try {
    return (await share.data())[0]!;
  } finally {
    share.dispose();
  }
}
