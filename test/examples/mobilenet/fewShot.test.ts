import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { fewShotAccuracy } from '../../../examples/mobilenet/fewShot.js';
import { random } from '../../../src/base/random.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Standard normal distribution function, by Simpson's rule. */
function normalCdf(x: number): number {
  const steps = 400;
  const h = x / steps;
  const density = (t: number) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  const sum = range(0, steps + 1).reduce(
    (total, i) => total + density(i * h) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2),
    0,
  );
  return 0.5 + (sum * h) / 3;
}

/**
 * Two normal classes on a line, distance D, variance 1, n shots: the midpoint of the two estimated means and their
 * difference are independent, and a query is decided correctly if it is on its side of the one and the other has the
 * right sign, or if neither is so.
 */
function expectedAccuracy(distance: number, shots: number): number {
  const side = normalCdf(distance / 2 / Math.sqrt(1 + 1 / (2 * shots)));
  const sign = normalCdf(distance / Math.sqrt(2 / shots));
  return side * sign + (1 - side) * (1 - sign);
}

it.each([
  [2, 1],
  [2, 5],
  [1, 1],
  [0.5, 20],
])('is what it is for normal classes at distance %f with %i shots', async (distance, shots) => {
  const [n, { normal }] = [4000, random('line')];
  const values = range(0, 2 * n).map(i => normal() + (i < n ? 0 : distance));
  const features = tf.tensor2d(values, [2 * n, 1]);
  const positions = [range(0, n), range(n, 2 * n)];
  const run = { positions, shots, queries: 15, tasks: 3000, seed: 1 };
  const accuracy = await fewShotAccuracy(features, run);
  features.dispose();
  // 3,000 tasks and a pool of 4,000: standard errors of at most 0.5/√3000 = 0.009 and of 0.4·D/√4000.
  expect(Math.abs(accuracy - expectedAccuracy(distance, shots))).toBeLessThan(0.025);
});

it('has no image in both parts of a task', async () => {
  // Each image is a direction of its own: whoever has seen it decides it, all others are equally far away.
  const features = tf.eye(4);
  const positions = [
    [0, 1],
    [2, 3],
  ];
  const accuracy = await fewShotAccuracy(features, { positions, shots: 1, queries: 1, tasks: 50, seed: 1 });
  features.dispose();
  // A tie goes to the first class.
  expect(accuracy).toBe(0.5);
});

it('tells many collapsed classes apart, in tiles too, and is repeatable', async () => {
  const [classes, each, d] = [5, 30, 4000];
  // 5 classes of 25 images with 4,000 coordinates: 32 tasks are one tile.
  const features = tf.tidy(
    () =>
      tf.add(
        tf.oneHot(
          range(0, classes * each).map(i => Math.floor(i / each)),
          d,
        ),
        tf.randomNormal([classes * each, d], 0, 0.001, 'float32', 1),
      ) as tf.Tensor2D,
  );
  const positions = range(0, classes).map(k => range(k * each, (k + 1) * each));
  const run = { positions, shots: 10, queries: 15, tasks: 70, seed: 'x' };
  expect(await fewShotAccuracy(features, run)).toBe(1);
  features.dispose();
  const noise = tf.randomNormal<tf.Rank.R2>([classes * each, 3], 0, 1, 'float32', 2);
  const [first, again] = [await fewShotAccuracy(noise, run), await fewShotAccuracy(noise, run)];
  expect(again).toBe(first);
  // Chance is 0.2; the pool is the same in all 70 tasks.
  expect(Math.abs(first - 0.2)).toBeLessThan(0.08);
  expect(await fewShotAccuracy(noise, { ...run, seed: 'y' })).not.toBe(first);
  noise.dispose();
});

it('refuses classes with too few images', async () => {
  const features = tf.zeros<tf.Rank.R2>([6, 2]);
  const positions = [
    [0, 1, 2],
    [3, 4, 5],
  ];
  const run = fewShotAccuracy(features, { positions, shots: 2, queries: 2, tasks: 1, seed: 1 });
  await expect(run).rejects.toThrow(
    /positions must be of at least shots \+ queries = 4 images per class, received 3/,
  );
  features.dispose();
});

it('leaks nothing', async () => {
  const features = tf.randomNormal<tf.Rank.R2>([12, 3]);
  const positions = [range(0, 6), range(6, 12)];
  await expectNoLeakedTensors(() =>
    fewShotAccuracy(features, { positions, shots: 2, queries: 3, tasks: 5, seed: 1 }),
  );
  features.dispose();
});
