import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import { peakMemory } from '../../src/statistics/peakMemory.js';
import { summarizeFeatures } from '../../src/statistics/summarizeFeatures.js';

it('is the most that was there at any look', () => {
  const before = tf.memory().numBytes;
  const peak = peakMemory();
  const tensor = tf.zeros([1000]);
  peak.update();
  tensor.dispose();
  peak.update();
  expect(peak.bytes - before).toBe(4000);
});

it('stays within residuals and two tensors of their size on the way, where an N×K matrix would not', async () => {
  const [samples, classes, dim, tileBytes] = [8000, 300, 20, 2 ** 18];
  const features = tf.randomNormal([samples, dim], 0, 1, 'float32', 1) as tf.Tensor2D;
  const labels = tf.tensor1d(
    Int32Array.from({ length: samples }, (_, i) => i % classes),
    'int32',
  );
  const before = tf.memory().numBytes;
  const input = { features, labels, classes, predictedLabels: labels, limits: { tileBytes } };
  const { peakDeviceBytes } = await summarizeFeatures(input);
  tf.dispose([features, labels]);
  const used = peakDeviceBytes! - before;
  // Once centered, what gets the second centering, and the rows that are subtracted: they exist at the same time.
  const needed = 4 * (3 * samples * dim + classes * dim);
  expect(used).toBeGreaterThan(needed);
  // Labels in order, and small tensors on the way. K×K and a tile come later, and are less.
  expect(4 * classes * classes + tileBytes).toBeLessThan(4 * samples * 2 * dim);
  expect(used).toBeLessThan(1.25 * needed);
  expect(used).toBeLessThan(0.25 * 4 * samples * classes);
});

it('of statistics by batches is that of a batch, however many there were, and of the distances of the means', async () => {
  const [batch, batches, classes, dim] = [1024, 6, 300, 20];
  const features = tf.randomNormal([batch, dim], 0, 1, 'float32', 1) as tf.Tensor2D;
  const labels = tf.tensor1d(
    Int32Array.from({ length: batch }, (_, i) => i % classes),
    'int32',
  );
  const before = tf.memory().numBytes;
  const statistics = new ClassStatistics({ classes, featureDim: dim });
  for (let i = 0; i < batches; i++) statistics.update(features, labels);
  const { peakDeviceBytes } = await statistics.summary();
  statistics.dispose();
  tf.dispose([features, labels]);
  const used = peakDeviceBytes! - before;
  // The joined batch and the three of its size of its centering.
  expect(used).toBeGreaterThan(4 * 4 * batch * dim);
  expect(used).toBeLessThan(4 * batches * batch * dim + 4 * classes * classes);
});
