import * as tf from '@tensorflow/tfjs-core';
import { computeMetrics, summarizeFeatures } from 'tfjs-neural-collapse';
import { expect, it } from 'vitest';
import { classPairs, pairCdnv } from '../../../examples/mobilenet/classPairs.js';

it('gives every pair once', () => {
  expect(classPairs(4)).toEqual([
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 2],
    [1, 3],
    [2, 3],
  ]);
});

it('has the metric nc1.cdnv as its mean', async () => {
  const features = tf.randomNormal<tf.Rank.R2>([60, 7], 0, 1, 'float32', 4);
  const labels = tf.tensor1d(
    Array.from({ length: 60 }, (_, i) => (3 * i + (i % 5)) % 4),
    'int32',
  );
  const statistics = await summarizeFeatures({ features, labels, classes: 4 });
  tf.dispose([features, labels]);
  const pairs = classPairs(4).map(pair => pairCdnv(statistics, pair));
  const mean = pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
  const expected = computeMetrics({ statistics }).metrics['nc1.cdnv']!;
  expect(Math.abs(mean - expected)).toBeLessThan(1e-12 * expected);
});
