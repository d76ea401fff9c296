import * as tf from '@tensorflow/tfjs-core';
import { requireArgument, requireOptions } from '../src/base/argumentError.js';
import type { ClassEncoding } from '../src/encodings/classEncoding.js';
import { type LabeledImages, requireLabeledImages } from './labeledImages.js';

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
