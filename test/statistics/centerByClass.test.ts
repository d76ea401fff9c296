import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { centerByClass, nonFiniteFeatures } from '../../src/statistics/centerByClass.js';
import { type Dataset, randomDataset } from '../helpers/dataset.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { range, referenceStatistics } from '../helpers/reference.js';

async function center(data: Dataset, body?: (residuals: number[][]) => void) {
  const features = tf.tensor2d(data.features.flat(), [data.features.length, data.features[0]!.length]);
  const labels = tf.tensor1d([...data.labels], 'int32');
  const counts = range(data.classes).map(k => data.labels.filter(y => y === k).length);
  try {
    const { residuals, ...rest } = await centerByClass(features, labels, counts);
    body?.(await residuals.array());
    residuals.dispose();
    return rest;
  } finally {
    tf.dispose([features, labels]);
  }
}

describe('centerByClass', () => {
  const data = randomDataset({ counts: [5, 1, 9, 3], dim: 6, seed: 4 });
  const reference = referenceStatistics({ ...data, weighting: 'class' });

  it('gives residuals, means and variances of the definition', async () => {
    const { means, variances } = await center(data, residuals => {
      residuals.forEach((row, i) => {
        row.forEach((r, j) => {
          const expected = data.features[i]![j]! - reference.means[data.labels[i]!]![j]!;
          // A few float32 roundings of numbers below 4.
          expect(Math.abs(r - expected)).toBeLessThan(1e-6);
        });
      });
    });
    reference.means.flat().forEach((m, i) => {
      expect(Math.abs(means.to1DArray()[i]! - m)).toBeLessThan(1e-7);
    });
    variances.forEach((v, k) => {
      expect(Math.abs(v - reference.variances[k]!)).toBeLessThanOrEqual(1e-6 * reference.variances[k]!);
    });
  });

  it('gives zero residuals and the exact mean to a class of one sample', async () => {
    const { means, variances } = await center(data);
    const only = data.features[data.labels.indexOf(1)]!;
    expect(means.getRow(1)).toEqual(only);
    expect(variances[1]).toBe(0);
  });

  it('knows the means of many tight samples far from zero to 1e-12 of their length', async () => {
    const { normal } = random(3);
    const features = range(100_000).map(() => [5.3 + 1e-6 * normal(), 0.1].map(Math.fround));
    const labels = features.map((_, i) => i % 2);
    const { means } = await center({ features, labels, classes: 2 });
    const exact = referenceStatistics({ features, labels, classes: 2, weighting: 'class' }).means;
    exact.flat().forEach((m, i) => {
      // Measured: 4e-13 on wasm. One centering step alone is wrong by 1e-6 and more.
      expect(Math.abs(means.to1DArray()[i]! / m - 1)).toBeLessThan(2e-12);
    });
  });

  it('leaks no tensors, with features that are not finite either', async () => {
    await expectNoLeakedTensors(() => center(data));
    await expectNoLeakedTensors(() =>
      center({ ...data, features: data.features.map(row => row.map(() => Number.NaN)) }),
    );
  });
});

async function message(features: number[][], labels: number[]): Promise<string> {
  const tensors = { features: tf.tensor2d(features), labels: tf.tensor1d(labels, 'int32') };
  try {
    return (await nonFiniteFeatures(tensors.features, tensors.labels, 3)).message;
  } finally {
    tf.dispose(tensors);
  }
}

describe('nonFiniteFeatures', () => {
  it('counts the rows with NaN or infinite values in each class', async () => {
    const features = [
      [1, Number.NaN],
      [Number.POSITIVE_INFINITY, Number.NaN],
      [1, 2],
      [Number.NEGATIVE_INFINITY, 0],
      [3, 4],
    ];
    expect(await message(features, [0, 2, 2, 2, 1])).toBe(
      'summarizeFeatures: features must be finite; received NaN or infinite values in 1 of class 0, 2 of class 2',
    );
  });

  it('says so where every value is finite', async () => {
    expect(await message([[1e30], [1], [2]], [0, 1, 2])).toMatch(/they are, but their statistics are not$/);
  });

  it('leaks no tensors', async () => {
    await expectNoLeakedTensors(() => message([[Number.NaN], [1], [2]], [0, 1, 2]));
  });
});
