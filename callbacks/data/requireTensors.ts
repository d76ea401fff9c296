import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../../src/base/argumentError.js';
import { mistake, unmeasurable } from '../errors.js';
import { type Batch, inputTensors, type ModelInputs } from './measuredData.js';

/**
 * Throws if a tensor is disposed. Otherwise it would cause an error somewhere inside tf.js during the measurement.
 *
 * @throws ArgumentError if one is disposed
 */
export function requireAlive({ xs, ys }: Batch, name: string): void {
  for (const [field, tensors] of Object.entries({ xs: inputTensors(xs), ys: [ys] })) {
    if (!tensors.some(tensor => tensor.isDisposed)) continue;
    throw mistake(
      `${name}.${field} must not be disposed while it is measured, each epoch anew; received a disposed tensor`,
      { argument: `${name}.${field}` },
    );
  }
}

/** @throws ArgumentError if inputs and targets have different numbers of rows */
export function requireSameRows({ xs, ys }: Batch): void {
  for (const tensor of inputTensors(xs)) {
    const requirement = `a tensor with as many rows as data.ys, ${ys.shape[0]}`;
    requireArgument(tensor.shape[0] === ys.shape[0], 'NeuralCollapse', 'data.xs', requirement, tensor);
  }
}

/**
 * Throws where an input is NaN or infinite. The features would not show it: the ReLU of some backends turns NaN into
 * 0, and the network then looks collapsed.
 */
export async function requireFiniteInputs(xs: ModelInputs, name = 'data'): Promise<void> {
  const floats = inputTensors(xs).filter(tensor => tensor.dtype === 'float32');
  if (floats.length === 0) return;
  const wrong = tf.tidy(() =>
    tf.addN(floats.map(tensor => tf.sum(tf.cast(tf.logicalNot(tf.isFinite(tensor)), 'float32')))),
  );
  try {
    const [count] = await wrong.data();
    if (count === 0) return;
    throw unmeasurable(`${name}.xs must be finite, received ${count} NaN or infinite values`);
  } finally {
    wrong.dispose();
  }
}
