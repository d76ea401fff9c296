import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { MeasuredLayers } from './measuredLayers.js';

/** Private in the type declarations of tf.js. */
interface Compiled {
  readonly collectedTrainableWeights?: LayersModel['trainableWeights'];
}

/**
 * Whether training moves the kernel of the head: where it was trainable when the model was compiled, and is so now. The
 * weights are asked and not the layers: of a frozen model inside another, tf.js trains the layers.
 */
export function isHeadTrained({ model, head }: Pick<MeasuredLayers, 'model' | 'head'>): boolean {
  const kernel = head.weights[0]!;
  const collected = (model as unknown as Compiled).collectedTrainableWeights;
  return collected
    ? collected.includes(kernel) && head.trainableWeights.includes(kernel)
    : model.trainableWeights.includes(kernel);
}
