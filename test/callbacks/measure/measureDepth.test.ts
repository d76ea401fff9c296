import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { measureDepth } from '../../../callbacks/measure/measureModel.js';
import type { MeasuredLayers } from '../../../callbacks/network/measuredLayers.js';
import type { EpochStatistics } from '../../../callbacks/sources/featureSource.js';
import { summarizeFeatures } from '../../../src/statistics/summarizeFeatures.js';

it('says what is estimated, and how well, where there are too many classes and dimensions', async () => {
  const [classes, dim, each] = [260, 300, 3];
  const features = tf.randomNormal([classes * each, dim], 0, 1, 'float32', 1) as tf.Tensor2D;
  const labels = tf.tensor1d(
    Int32Array.from({ length: classes * each }, (_, i) => i % classes),
    'int32',
  );
  const depth = [await summarizeFeatures({ features, labels, classes, predictedLabels: labels })];
  tf.dispose([features, labels]);
  const layers = { depth: [{ name: 'hidden' } as layers.Layer] } as unknown as MeasuredLayers;
  const [found] = measureDepth(layers, { depth } as unknown as EpochStatistics, 'class');
  expect(found!.layer).toBe('hidden');
  expect(Object.keys(found!.approximate!)).toEqual(['nc1.pinv', 'rank.effective']);
  expect(found!.approximate!['rank.effective']!.bound).toBeGreaterThan(0);
});
