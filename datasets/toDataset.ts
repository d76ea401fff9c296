import type * as tf from '@tensorflow/tfjs-core';
import { type Dataset, generator } from '@tensorflow/tfjs-data';
import { requireArgument, requireOptions } from '../src/base/argumentError.js';
import { permutation } from '../src/base/random.js';
import { type LabeledImages, requireLabeledImages, takeSamples } from './labeledImages.js';
import { resolveEncode, type ToTensorsOptions, toTensors } from './toTensors.js';

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
