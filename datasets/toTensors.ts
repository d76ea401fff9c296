import * as tf from '@tensorflow/tfjs-core';
import { type Dataset, generator } from '@tensorflow/tfjs-data';
import { requireArgument, requireOptions } from '../src/base/argumentError.js';
import { permutation } from '../src/base/random.js';
import type { ClassEncoding } from '../src/encodings/classEncoding.js';
import { type LabeledImages, requireLabeledImages, takeSamples } from './labeledImages.js';

/** Turns N class numbers into N target rows, e.g. one-hot. */
export type EncodeLabels = (labels: tf.Tensor1D, numClasses: number) => tf.Tensor2D;

/** Options of {@link toTensors}. */
export interface ToTensorsOptions {
  /** Targets of the class numbers: a class encoding, or a function of your own. Default: one-hot, float32. */
  encode?: EncodeLabels | ClassEncoding;
}

/** Images and targets on the device. All three are the caller's to dispose. */
export interface DatasetTensors {
  /** [N, h, w, c], float32 in [0, 1]. */
  xs: tf.Tensor4D;
  /** [N, c] targets, float32; c = K for one-hot. */
  ys: tf.Tensor2D;
  /** [N] class numbers, int32. */
  labels: tf.Tensor1D;
}

/** One-hot rows, float32. */
export function oneHot(labels: tf.Tensor1D, numClasses: number): tf.Tensor2D {
  // Not oneHot(..., 'float32'): the wasm backend (4.22) writes integer ones into the float buffer, which read 1.4e-45.
  return tf.tidy(() => tf.cast(tf.oneHot(labels, numClasses), 'float32') as tf.Tensor2D);
}

/**
 * Uploads labeled images: bytes v become v / 255.
 *
 * @example
 * const { xs, ys } = toTensors(await mnist({ split: 'train', limit: 4000, balanced: true }));
 */
export function toTensors(data: LabeledImages, options: ToTensorsOptions = {}): DatasetTensors {
  requireLabeledImages('toTensors', data);
  requireOptions('toTensors', 'options', 'an object, or left out', options);
  const encode = resolveEncode('toTensors', options.encode, data.numClasses);
  return tf.tidy(() => {
    const labels = tf.tensor1d(data.labels, 'int32');
    const bytes = tf.tensor4d(data.images, [data.labels.length, ...data.shape], 'float32');
    return { xs: tf.div<tf.Tensor4D>(bytes, 255), ys: encode(labels, data.numClasses), labels };
  });
}

/** The function that option `encode` stands for; throws unless an encoding has the classes of the data. */
export function resolveEncode(
  where: string,
  encode: ToTensorsOptions['encode'],
  numClasses: number,
): EncodeLabels {
  if (encode === undefined) return oneHot;
  if (typeof encode === 'function') return encode;
  const requirement = `a function, or an encoding of ${numClasses} classes as the data has`;
  const received = encode !== null && typeof encode === 'object' ? `one of ${encode.classes}` : encode;
  requireArgument(encode?.classes === numClasses, where, 'encode', requirement, received);
  return labels => encode.encode(labels);
}

/** Options of {@link toDataset}. */
export interface ToDatasetOptions extends ToTensorsOptions {
  /** Samples per batch. Default: 128. */
  batchSize?: number;
  /** A new permutation of all samples in every epoch. Default: true. */
  shuffle?: boolean;
  /** Which permutations. Default: 1. */
  seed?: number | string;
  /** Whether a last batch of fewer than `batchSize` samples is kept. Default: true. */
  smallLastBatch?: boolean;
}

/** A batch of images and targets. A type alias, as tf.data asks for. */
export type ImageBatch = {
  /** [B, h, w, c], float32 in [0, 1] */
  xs: tf.Tensor4D;
  /** Targets [B, c], float32 */
  ys: tf.Tensor2D;
};

/**
 * A `@tensorflow/tfjs-data` dataset of batches, for `model.fitDataset`. Its n-th iteration is the n-th epoch: with
 * `shuffle`, each is another true permutation of the samples, and a new dataset with the same seed repeats them.
 * Batches are cut from the bytes when they are asked for; their consumer disposes them, as `fitDataset` does.
 *
 * @example
 * await model.fitDataset(toDataset(data, { batchSize: 128, seed: 1 }), { epochs: 10 });
 */
export function toDataset(data: LabeledImages, options: ToDatasetOptions = {}): Dataset<ImageBatch> {
  const where = 'toDataset';
  requireLabeledImages(where, data);
  requireOptions(where, 'options', 'an object, or left out', options);
  const { batchSize = 128, shuffle = true, seed = 1, smallLastBatch = true } = options;
  const encode = resolveEncode(where, options.encode, data.numClasses);
  const isSize = Number.isSafeInteger(batchSize) && batchSize > 0;
  requireArgument(isSize, where, 'batchSize', 'a whole number > 0', batchSize);
  const samples = data.labels.length;
  const end = smallLastBatch ? samples : samples - (samples % batchSize);
  let epoch = 0;
  function* batches(): Generator<ImageBatch> {
    const order = shuffle
      ? permutation(samples, `${seed}/epoch ${epoch++}`)
      : Int32Array.from({ length: samples }, (_, i) => i);
    for (let start = 0; start < end; start += batchSize) {
      const chosen = order.subarray(start, start + batchSize);
      const { xs, ys, labels } = toTensors(takeSamples(data, chosen), { encode });
      labels.dispose();
      yield { xs, ys };
    }
  }
  const dataset = generator<ImageBatch>(batches);
  // `generator` cannot know its length; with it, fitDataset needs no batchesPerEpoch to report progress.
  return Object.assign(dataset, { size: Math.ceil(end / batchSize) });
}
