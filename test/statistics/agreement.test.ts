import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { agreement } from '../../src/statistics/agreement.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

it('is the share of equal entries, and exactly 1 where all are', async () => {
  const a = tf.tensor1d([0, 1, 2, 2, 1, 0, 1], 'int32');
  const b = tf.tensor1d([0, 1, 1, 2, 0, 0, 2], 'int32');
  await expectNoLeakedTensors(async () => {
    expect(await agreement(a, b)).toBe(4 / 7);
    expect(await agreement(a, a)).toBe(1);
  });
  tf.dispose([a, b]);
});
