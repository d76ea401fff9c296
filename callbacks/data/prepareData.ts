import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { InputSummary } from '../../run/schema/runInfo.js';
import { ArgumentError } from '../../src/base/argumentError.js';
import { UNLABELED } from '../../src/encodings/decodeTargets.js';
import type { ClassEncoding } from '../../src/encodings/index.js';
import { readLabels } from '../../src/encodings/readLabels.js';
import { countClasses } from '../../src/statistics/countClasses.js';
import { mistake, reasonOf } from '../errors.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import type { ResolvedOptions } from '../options.js';
import { disposeBatch, forwardPasses } from '../taps/forwardPasses.js';
import { type Batches, TensorBatches } from './batches.js';
import { findEncoding } from './findEncoding.js';
import { type Batch, inputTensors, type ModelInputs, mapInputs } from './measuredData.js';
import { requireAlive, requireFiniteInputs, requireSameRows } from './requireTensors.js';
import { balancedSubset, streamSubset } from './subset.js';

/** What is known about the measured data before the first epoch. */
export interface PreparedFacts {
  readonly encoding?: ClassEncoding;
  /** n_k */
  readonly counts?: readonly number[];
  /** One for each input, over all rows of the data as it was given */
  readonly inputs?: readonly InputSummary[];
}

/** The data that every epoch measures. */
export interface PreparedData extends PreparedFacts {
  readonly data: Batches;
  readonly encoding: ClassEncoding;
  /**
   * Position of each sample in the user's data, where a subset is measured. Unknown for a stream, since
   * another pass may have another order.
   */
  readonly positions?: ArrayLike<number> | 'unknown';
  /** Releases what was copied; the user's own tensors are left alone. */
  dispose(): void;
}

/** The options that concern the data. */
export type DataOptions = Pick<ResolvedOptions, 'samplesPerClass' | 'seed' | 'encoding' | 'batchSize'>;

const KEEP = { dispose: () => {} };

/**
 * Chooses the measured samples and, where the data is tensors, checks everything that can be checked before the first
 * epoch: shapes, labels, classes without a sample, and one sample through the model.
 */
export async function prepareData(
  layers: MeasuredLayers,
  data: Batches,
  options: DataOptions,
): Promise<PreparedData> {
  const outputDim = layers.head.weights[0]!.shape[1]!;
  try {
    return await prepare(layers, data, outputDim, options);
  } catch (error) {
    throw withOtherHeads(error, layers);
  }
}

async function prepare(
  layers: MeasuredLayers,
  data: Batches,
  outputDim: number,
  options: DataOptions,
): Promise<PreparedData> {
  const { samplesPerClass, encoding: given, batchSize } = options;
  if (data.kind === 'tensors') return await prepareTensors(layers, data, outputDim, options);
  if (samplesPerClass === undefined) {
    const encoding = given ?? (await findEncoding(data, outputDim));
    return { data, encoding, ...KEEP };
  }
  const { batch, ...rest } = await streamSubset(data, outputDim, samplesPerClass, given);
  return { ...rest, positions: 'unknown', ...owned(batch, batchSize) };
}

/** Targets that do not fit the head of the first output may be those of another one. */
function withOtherHeads(error: unknown, { model, head }: MeasuredLayers): unknown {
  if (!(error instanceof ArgumentError) || model.outputs.length === 1) return error;
  const outputs = model.outputLayers.map(
    ({ name }, i) => `'${name}' ${JSON.stringify(model.outputs[i]!.shape)}`,
  );
  return mistake(
    `${reasonOf(error)}. The measured head is '${head.name}', but the model has several outputs, ${outputs.join(', ')}: ` +
      'name the head that these targets belong to with the option head',
    { argument: error.argument?.startsWith('data.') ? error.argument : 'data.ys', cause: error },
  );
}

async function prepareTensors(
  layers: MeasuredLayers,
  data: TensorBatches,
  outputDim: number,
  { samplesPerClass, seed, encoding: given, batchSize }: DataOptions,
): Promise<PreparedData> {
  const { tensors: batch, from, to } = data;
  requireAlive(batch, 'data');
  requireSameRows(batch);
  const { labels: all, encoding, unlabeled } = await readLabels(batch.ys, outputDim, given);
  const labels = tf.slice(all, from, to - from);
  all.dispose();
  try {
    const counts = await countLabeled(labels, unlabeled, encoding);
    await requireFiniteInputs(batch.xs);
    await tryOneSample(layers, batch);
    const inputs = await inputSummaries(batch.xs);
    if (samplesPerClass === undefined) return { data, encoding, counts, inputs, ...KEEP };
    const { classes } = encoding;
    const { batch: subset, positions } = await balancedSubset(batch, labels, classes, samplesPerClass, seed);
    return { encoding, positions, inputs, ...owned(subset, batchSize) };
  } finally {
    labels.dispose();
  }
}

/** n_k of the samples that have a class. */
async function countLabeled(
  labels: Tensor1D,
  unlabeled: number,
  { classes }: ClassEncoding,
): Promise<number[]> {
  if (unlabeled === 0) return await countClasses(labels, classes, 'NeuralCollapse');
  const hasClass = tf.notEqual(labels, UNLABELED);
  const some = await tf.booleanMaskAsync(labels, hasClass).finally(() => hasClass.dispose());
  return await countClasses(some as Tensor1D, classes, 'NeuralCollapse').finally(() => some.dispose());
}

/** Finds a wrong input shape or an unsuitable layer now, not after an epoch of training. */
async function tryOneSample(layers: MeasuredLayers, { xs, ys }: Batch): Promise<void> {
  const sample = tf.tidy(() => {
    const first = { xs: mapInputs(xs, tensor => tf.slice(tensor, 0, 1)), ys: tf.slice(ys, 0, 1) };
    return first as unknown as tf.TensorContainerObject;
  }) as unknown as Batch;
  try {
    for await (const batch of forwardPasses(layers, new TensorBatches('data', sample, 1)))
      disposeBatch(batch);
  } finally {
    tf.dispose([sample.xs, sample.ys] as tf.TensorContainer);
  }
}

/** Keeps the copies if the user's own loop has opened a tidy around an epoch. */
function owned(batch: Batch, batchSize: number): Pick<PreparedData, 'data' | 'dispose'> {
  mapInputs(batch.xs, tf.keep);
  tf.keep(batch.ys);
  return {
    data: new TensorBatches('data', batch, batchSize),
    dispose: () => tf.dispose([batch.xs, batch.ys] as tf.TensorContainer),
  };
}

/** Summaries of all inputs, in the order of the model. */
export async function inputSummaries(xs: ModelInputs): Promise<InputSummary[]> {
  const means = tf.tidy(() =>
    tf.stack(inputTensors(xs).flatMap(input => [overall(input), overall(tf.abs(input))])),
  );
  try {
    const numbers = await means.data();
    return inputTensors(xs).map((_, i) => ({ mean: numbers[2 * i]!, magnitude: numbers[2 * i + 1]! }));
  } finally {
    means.dispose();
  }
}

/** The mean of each sample comes first: a sum of millions of numbers in float32 would lose digits. */
function overall(input: tf.Tensor): tf.Scalar {
  const perSample = tf.mean(tf.reshape(tf.cast(input, 'float32'), [input.shape[0]!, -1]), 1);
  return tf.mean(perSample);
}
