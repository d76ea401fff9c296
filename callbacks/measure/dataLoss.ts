import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ClassEncoding } from '../../src/encodings/classEncoding.js';
import { type Absent, absent } from '../../src/metrics/metric.js';

/** The measured samples as a loss sees them. */
export interface LossInput {
  /** As given: [N], [N, 1] or [N, c] */
  readonly targets: Tensor;
  /** [N, c] */
  readonly outputs: Tensor;
  /** y_i [N], int32 */
  readonly labels: Tensor1D;
  readonly encoding: ClassEncoding;
}

/** Mean of the compiled loss over the measured samples, without regularisation penalties. */
export async function dataLoss(model: LayersModel, input: LossInput): Promise<number | Absent> {
  const compiled = model.lossFunctions;
  if (!compiled) return absent('the model is not compiled');
  if (compiled.length !== 1) return absent(`the model has ${compiled.length} losses, one per output`);
  try {
    const loss = tf.tidy(() => tf.mean(compiled[0]!(wantedTargets(model, input), input.outputs)));
    return (await loss.data().finally(() => loss.dispose()))[0]!;
  } catch (error) {
    // A loss of the user's own may want targets that the measured data does not have.
    return absent(`the loss failed on the measured samples: ${(error as Error).message}`);
  }
}

/** The measured data may have labels in another form than the loss wants them. */
function wantedTargets(model: LayersModel, { targets, outputs, labels, encoding }: LossInput): Tensor {
  if (model.loss === 'sparseCategoricalCrossentropy') return tf.cast(tf.reshape(labels, [-1, 1]), 'float32');
  const fits = targets.shape.length === 2 && targets.shape[1] === outputs.shape[1];
  return fits ? tf.cast(targets, 'float32') : encoding.encode(labels);
}
