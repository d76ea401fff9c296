import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { peakMemory } from '../../src/statistics/peakMemory.js';
import { summarizeFeatures } from '../../src/statistics/summarizeFeatures.js';

it('is the most that was there at any look', () => {
  const before = tf.memory().numBytes;
  const peak = peakMemory();
  const tensor = tf.zeros([1000]);
  peak.look();
  tensor.dispose();
  peak.look();
  expect(peak.bytes - before).toBe(4000);
});

it('stays within features, residuals, K×K, K×d and a tile, where an N×K matrix would not', async () => {
  const [samples, classes, dim, tileBytes] = [8000, 300, 20, 2 ** 18];
  const features = tf.randomNormal([samples, dim], 0, 1, 'float32', 1) as tf.Tensor2D;
  const labels = tf.tensor1d(
    Int32Array.from({ length: samples }, (_, i) => i % classes),
    'int32',
  );
  const before = tf.memory().numBytes;
  const input = { features, labels, classes, decisions: labels, limits: { tileBytes } };
  const { peakDeviceBytes } = await summarizeFeatures(input);
  tf.dispose([features, labels]);
  const used = peakDeviceBytes! - before;
  const needed = 4 * (samples * dim + classes * classes + classes * dim) + tileBytes;
  expect(used).toBeGreaterThan(4 * samples * dim);
  // Slices of tiles, decisions, and small tensors on the way.
  expect(used).toBeLessThan(1.25 * needed);
  expect(used).toBeLessThan(0.25 * 4 * samples * classes);
});
