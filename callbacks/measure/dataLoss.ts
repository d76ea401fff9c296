import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Absent, absent } from '../../src/metrics/metric.js';

/** Mean of the compiled loss over the measured samples, without regularisation penalties. */
export async function dataLoss(
  model: LayersModel,
  targets: Tensor,
  outputs: Tensor,
): Promise<number | Absent> {
  const compiled = model.lossFunctions;
  if (!compiled) return absent('the model is not compiled');
  if (compiled.length !== 1) return absent(`the model has ${compiled.length} losses, one per output`);
  const loss = tf.tidy(() => tf.mean(compiled[0]!(targets, outputs)));
  try {
    return (await loss.data())[0]!;
  } finally {
    loss.dispose();
  }
}
