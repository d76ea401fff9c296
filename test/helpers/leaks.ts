import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/**
 * Expects that `body` leaves the number of tensors unchanged, whether it returns or throws.
 * The first call primes what a backend allocates once; the second one is measured.
 */
export async function expectNoLeakedTensors<T>(body: () => T | Promise<T>): Promise<void> {
  const attempt = async () => {
    try {
      await body();
    } catch (error) {
      // The throwing path must not leak either. What the body expects is another matter.
      if (error instanceof Error && error.name === 'AssertionError') throw error;
    }
  };
  await attempt();
  const before = tf.memory().numTensors;
  await attempt();
  expect(tf.memory().numTensors).toBe(before);
}
