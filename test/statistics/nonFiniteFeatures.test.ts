import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { nonFiniteFeatures } from '../../src/statistics/nonFiniteFeatures.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

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
