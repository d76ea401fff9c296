import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { standardization } from '../../../examples/mobilenet/standardize.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

it('moves and scales all features by what the training features need', async () => {
  // Mean (3, 10); squared deviations 4, 4 and 16, 16: mean 10.
  const training = tf.tensor2d([
    [1, 6],
    [5, 14],
  ]);
  const standard = standardization(training);
  const [own, other] = [standard.apply(training), standard.apply(tf.tensor2d([[3, 11]]))];
  const unit = 1 / Math.sqrt(10);
  const values = [...(await own.data()), ...(await other.data())];
  // Float32.
  [-2, -4, 2, 4, 0, 1].forEach((steps, i) => {
    expect(values[i]).toBeCloseTo(steps * unit, 6);
  });
  standard.dispose();
  tf.dispose([training, own, other]);
});

it('makes zeros of features that are all equal, and leaks nothing', async () => {
  const equal = tf.fill<tf.Rank.R2>([3, 2], 7);
  await expectNoLeakedTensors(() => {
    const standard = standardization(equal);
    const applied = standard.apply(equal);
    expect([...applied.dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
    standard.dispose();
    applied.dispose();
  });
  equal.dispose();
});
