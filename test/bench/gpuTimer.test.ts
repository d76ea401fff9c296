import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { leastOf, timeOnDevice } from '../../bench/gpuTimer.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

it('is the least of the rounds after the one that warms up', async () => {
  const times = [1, 7, 5, 6, 2];
  let round = 0;
  expect(await leastOf(3, async () => times[round++]!)).toBe(5);
  expect(round).toBe(4);
});

it('waits for the work and leaves no tensor', async () => {
  let done = false;
  await expectNoLeakedTensors(async () => {
    const time = await timeOnDevice(async () => {
      await new Promise(resolve => setTimeout(resolve, 5));
      tf.dispose(tf.tidy(() => tf.square(tf.ones([3]))));
      done = true;
    });
    expect(time).toBeGreaterThan(0);
  });
  expect(done).toBe(true);
});
