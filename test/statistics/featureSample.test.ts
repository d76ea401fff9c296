import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { FeatureSample, SAMPLE_ROWS } from '../../src/statistics/featureSample.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

/** Row i is (i, 2i), label i mod classes; added in batches. */
async function sampled(rows: number, batch: number, classes: number) {
  const sample = new FeatureSample();
  for (let begin = 0; begin < rows; begin += batch) {
    const indices = Array.from({ length: Math.min(batch, rows - begin) }, (_, i) => begin + i);
    const features = tf.tensor2d(indices.map(i => [i, 2 * i]));
    const labels = tf.tensor1d(
      indices.map(i => i % classes),
      'int32',
    );
    sample.add(features, labels);
    tf.dispose([features, labels]);
  }
  // Center (1, 0): the first direction gives i − 1, the second 2i.
  const found = await sample.project(
    [1, 0],
    [
      [1, 0],
      [0, 1],
    ],
  );
  sample.dispose();
  return found;
}

describe('FeatureSample', () => {
  it('keeps everything while it fits', async () => {
    const found = await sampled(100, 32, 5);
    expect(found).toHaveLength(100);
    expect(found.map(({ coordinates }) => coordinates)).toEqual(
      Array.from({ length: 100 }, (_, i) => [i - 1, 2 * i]),
    );
    expect(found.map(({ label }) => label)).toEqual(Array.from({ length: 100 }, (_, i) => i % 5));
  });

  it.each([600, 5000, 60_000])(
    'keeps a bounded number of %d rows, the same in batches of any size',
    async rows => {
      const found = await sampled(rows, 999, 10);
      expect(found.length).toBeLessThanOrEqual(SAMPLE_ROWS);
      expect(found.length).toBeGreaterThan(SAMPLE_ROWS / 2.5);
      expect(await sampled(rows, 4096, 10)).toEqual(found);
      for (const { label, coordinates } of found) expect((coordinates[0]! + 1) % 10).toBe(label);
    },
  );

  it('samples classes that take turns, and stretches of the data, evenly', async () => {
    // The period 8 would meet the halving of a plain stride.
    const found = await sampled(20_000, 512, 8);
    const shares = (of: (row: number, label: number) => number) => {
      const counts = new Array<number>(8).fill(0);
      for (const { label, coordinates } of found) counts[of(coordinates[0]! + 1, label)]!++;
      return counts.map(count => count / found.length);
    };
    for (const share of shares((_, label) => label)) expect(Math.abs(share - 1 / 8)).toBeLessThan(0.02);
    for (const share of shares(row => Math.floor(row / 2500))) {
      expect(Math.abs(share - 1 / 8)).toBeLessThan(0.02);
    }
  });

  it('finds where rows are spread most beside a direction', async () => {
    const { normal } = random(3);
    const [main, most] = [
      [0.6, 0.8, 0, 0],
      [0, 0, 0.6, -0.8],
    ];
    // Standard deviations: 9 along the first, 2 along the second, 0.5 along all.
    const rows = Array.from({ length: 400 }, () => {
      const [a, b] = [9 * normal(), 2 * normal()];
      return [0, 1, 2, 3].map(j => 5 + a * main![j]! + b * most![j]! + 0.5 * normal());
    });
    const sample = new FeatureSample();
    const [features, labels] = [tf.tensor2d(rows), tf.zeros<tf.Rank.R1>([400], 'int32')];
    sample.add(features, labels);
    tf.dispose([features, labels]);
    const found = await sample.spreadBeside([5, 5, 5, 5], main!);
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, j) => sum + x * b[j]!, 0);
    expect(Math.hypot(...found)).toBeCloseTo(1, 6);
    expect(dot(found, main!)).toBeCloseTo(0, 6);
    // The variances 4.25 and 0.25 differ 17-fold; 400 rows turn the direction by less than 0.05.
    expect(Math.abs(dot(found, most!))).toBeGreaterThan(1 - 0.05 ** 2);
    sample.dispose();
  });

  it('has no direction beside the only one, and leaks none of its tensors', async () => {
    await expectNoLeakedTensors(async () => {
      const sample = new FeatureSample();
      const [features, labels] = [tf.tensor2d([[1], [2], [4]]), tf.zeros<tf.Rank.R1>([3], 'int32')];
      sample.add(features, labels);
      tf.dispose([features, labels]);
      expect(await sample.spreadBeside([2], [1])).toEqual([0]);
      sample.dispose();
      expect(await sample.spreadBeside([2], [1])).toEqual([0]);
    });
  });

  it('is empty before anything is added', async () => {
    expect(await new FeatureSample().project([0], [[1]])).toEqual([]);
  });

  it('leaks no tensors, also where the center does not fit', async () => {
    await expectNoLeakedTensors(() => sampled(3000, 500, 3));
    await expectNoLeakedTensors(async () => {
      const sample = new FeatureSample();
      tf.tidy(() => sample.add(tf.ones([4, 2]), tf.zeros([4], 'int32')));
      await expect(sample.project([0, 0, 0], [[1, 0, 0]])).rejects.toThrow();
      sample.dispose();
    });
  });
});
