import * as tf from '@tensorflow/tfjs-core';

/**
 * Waits until the device has finished all its work: a number that is read last arrives last. Kernels
 * on a GPU only begin when they are called.
 */
export async function finished(): Promise<void> {
  // Large enough that tf.js does not compute it on the host.
  const last = tf.tidy(() => tf.sum(tf.square(tf.zeros([2048]))));
  await last.data();
  last.dispose();
}

/** Milliseconds of work on the device, begun on an idle one and waited for. */
export async function timeOnDevice(work: () => unknown): Promise<number> {
  await finished();
  const start = performance.now();
  await work();
  await finished();
  return performance.now() - start;
}

/** The least of some rounds, after one that warms up. */
export async function leastOf(rounds: number, time: () => Promise<number>): Promise<number> {
  await time();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) least = Math.min(least, await time());
  return least;
}
