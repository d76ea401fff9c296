import { ArgumentError } from '../../src/base/argumentError.js';
import { type Batch, inputTensors } from './measuredData.js';

/**
 * Measuring must not be the first to notice, somewhere inside tf.js, that a tensor is gone.
 *
 * @throws ArgumentError if one is disposed
 */
export function requireAlive({ xs, ys }: Batch, name: string): void {
  for (const [field, tensors] of Object.entries({ xs: inputTensors(xs), ys: [ys] })) {
    if (!tensors.some(tensor => tensor.isDisposed)) continue;
    throw new ArgumentError(
      `NeuralCollapse: ${name}.${field} must not be disposed while it is measured, each epoch anew; received a disposed tensor`,
    );
  }
}
