import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { countClasses } from '../../src/statistics/countClasses.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

async function count(labels: number[], classes: number): Promise<number[]> {
  const tensor = tf.tensor1d(labels, 'int32');
  try {
    return await countClasses(tensor, classes, 'caller');
  } finally {
    tensor.dispose();
  }
}

describe('countClasses', () => {
  it('counts', async () => {
    expect(await count([2, 0, 1, 2, 2, 0], 3)).toEqual([2, 1, 3]);
  });

  it.each([[[0, 1, 2, 3]], [[0, 1, 2, -1]]])('names labels outside 0..K−1: %j', async labels => {
    await expect(count(labels, 3)).rejects.toThrow('caller: labels must be integers in 0..2; 1 of 4 are not');
  });

  it('names the classes without samples', async () => {
    await expect(count([0, 2, 2], 5)).rejects.toThrow(/^caller: .*5 classes.*class 1, 3, 4 has none$/);
  });

  it('leaks no tensors, when it throws either', async () => {
    await expectNoLeakedTensors(() => count([0, 1], 2));
    await expectNoLeakedTensors(() => count([0, 2], 2));
  });
});
