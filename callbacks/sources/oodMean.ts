import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { MeasuredData } from '../data/measuredData.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import { disposeBatch, type ForwardOptions, forwardPasses } from '../taps/forwardPasses.js';

/**
 * Mean feature of samples of no class, m_G^ood; targets are not looked at.
 *
 * @throws if there are no samples, or a feature is not finite
 */
export async function oodMean(
  layers: MeasuredLayers,
  data: MeasuredData,
  options: ForwardOptions,
): Promise<number[]> {
  let samples = 0;
  let sum: Tensor1D | undefined;
  try {
    for await (const batch of forwardPasses(layers, data, options)) {
      try {
        const before = sum;
        const part = tf.tidy(() => tf.sum(batch.features, 0) as Tensor1D);
        sum = before ? tf.add(before, part) : part;
        samples += batch.features.shape[0];
        if (before) tf.dispose([before, part]);
      } finally {
        disposeBatch(batch);
      }
    }
    const total = [...(await sum!.data())];
    if (total.every(Number.isFinite)) return total.map(x => x / samples);
    throw new RangeError('features of the out-of-distribution samples must be finite');
  } finally {
    sum?.dispose();
  }
}
