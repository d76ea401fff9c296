import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../../src/argumentError.js';
import { readLabels } from '../../src/encodings/readLabels.js';
import { countClasses } from '../../src/statistics/countClasses.js';
import type { ResolvedOptions } from '../options.js';
import { balancedSubset } from './balancedSubset.js';
import { collectFeatures, type Hook } from './collectFeatures.js';
import { FeatureBudget } from './featureBudget.js';
import { requireFiniteInputs } from './finiteInputs.js';
import { type Batch, inputTensors, isBatch, type MeasuredData, mapInputs } from './measuredData.js';
import { streamSubset } from './streamSubset.js';

/** The data that every epoch measures. */
export interface PreparedData {
  readonly data: MeasuredData;
  /** Releases what was copied; the user's own tensors are left alone. */
  dispose(): void;
}

/**
 * Chooses the measured samples and, where the data is tensors, checks everything that can be checked before the first
 * epoch: shapes, labels, classes without a sample, memory, and one sample through the model.
 */
export async function prepareData(hook: Hook, options: ResolvedOptions): Promise<PreparedData> {
  const { data, samplesPerClass, encoding } = options;
  const outputDim = hook.head.weights[0]!.shape[1]!;
  if (isBatch(data)) return prepareTensors(hook, data, outputDim, options);
  if (samplesPerClass === undefined) return { data, dispose: () => {} };
  return owned(await streamSubset(data, outputDim, samplesPerClass, encoding));
}

async function prepareTensors(
  hook: Hook,
  batch: Batch,
  outputDim: number,
  options: ResolvedOptions,
): Promise<PreparedData> {
  const { samplesPerClass, seed } = options;
  checkSizes(batch);
  const { labels, encoding } = await readLabels(batch.ys, outputDim, options.encoding);
  try {
    await countClasses(labels, encoding.classes, 'NeuralCollapse');
    await requireFiniteInputs(batch.xs);
    await tryOneSample(hook, batch, options);
    const samples = samplesPerClass === undefined ? labels.shape[0] : samplesPerClass * encoding.classes;
    if (!hook.layer) new FeatureBudget(options.featureMemory).check(samples, hook.head.weights[0]!.shape[0]!);
    if (samplesPerClass === undefined) return { data: batch, dispose: () => {} };
    return owned(await balancedSubset(batch, labels, encoding.classes, samplesPerClass, seed));
  } finally {
    labels.dispose();
  }
}

function checkSizes({ xs, ys }: Batch): void {
  for (const tensor of inputTensors(xs)) {
    const requirement = `a tensor with as many rows as data.ys, ${ys.shape[0]}`;
    requireArgument(tensor.shape[0] === ys.shape[0], 'NeuralCollapse', 'data.xs', requirement, tensor);
  }
}

/** A wrong input shape or an unsuitable layer shows here, not after an epoch of training. */
async function tryOneSample(hook: Hook, { xs, ys }: Batch, options: ResolvedOptions): Promise<void> {
  const sample = tf.tidy(() => {
    const first = { xs: mapInputs(xs, tensor => tf.slice(tensor, 0, 1)), ys: tf.slice(ys, 0, 1) };
    return first as unknown as tf.TensorContainerObject;
  }) as unknown as Batch;
  try {
    const { features, outputs, targets } = await collectFeatures(hook, sample, options);
    tf.dispose([features, outputs, targets]);
  } finally {
    tf.dispose([sample.xs, sample.ys] as tf.TensorContainer);
  }
}

function owned(batch: Batch): PreparedData {
  return { data: batch, dispose: () => tf.dispose([batch.xs, batch.ys] as tf.TensorContainer) };
}
