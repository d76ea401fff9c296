import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ClassEncoding } from '../../src/encodings/index.js';
import { type Absent, absent } from '../../src/metrics/metric.js';
import { lossName } from '../features/lossName.js';

/** A batch as a loss sees it. */
export interface LossInput {
  /** As given: [B], [B, 1] or [B, c] */
  readonly targets: Tensor;
  /** [B, c] */
  readonly outputs: Tensor2D;
  /** y_i [B], int32 */
  readonly labels: Tensor1D;
  readonly encoding: ClassEncoding;
}

/** Sum over the batch of the compiled loss, without regularisation penalties; the caller disposes it. */
export function batchLoss(model: LayersModel, input: LossInput): Scalar | Absent {
  const compiled = model.lossFunctions;
  if (!compiled) return absent('the model is not compiled');
  if (compiled.length !== 1) return absent(`the model has ${compiled.length} losses, one per output`);
  try {
    const samples = input.labels.shape[0];
    return tf.tidy(() =>
      tf.mul<Scalar>(tf.mean(compiled[0]!(wantedTargets(model, input), input.outputs)), samples),
    );
  } catch (error) {
    // A loss of the user's own may want targets that the measured data does not have.
    return absent(`the loss failed on the measured samples: ${(error as Error).message}`);
  }
}

/** The measured data may have labels in another form than the loss wants them. */
function wantedTargets(model: LayersModel, { targets, outputs, labels, encoding }: LossInput): Tensor {
  if (lossName(model) === 'sparseCategoricalCrossentropy')
    return tf.cast(tf.reshape(labels, [-1, 1]), 'float32');
  const fits = targets.shape.length === 2 && targets.shape[1] === outputs.shape[1];
  return fits ? tf.cast(targets, 'float32') : encoding.encode(labels);
}
