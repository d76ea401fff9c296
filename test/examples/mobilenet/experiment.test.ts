import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { syntheticDigits } from '../../../datasets/index.js';
import { UsageError } from '../../../examples/commandLine.js';
import { transfer } from '../../../examples/mobilenet/experiment.js';

const [train, test] = [1, 2].map(seed => syntheticDigits({ samples: 60, seed, size: 12 })) as [
  ReturnType<typeof syntheticDigits>,
  ReturnType<typeof syntheticDigits>,
];
const run = {
  inferBatch: 25,
  hidden: 16,
  epochs: 3,
  batchSize: 16,
  shots: [1, 4],
  tasks: 20,
  seed: 1,
  logdir: null,
  verbose: 0,
} as const;

/** Pixels in blocks of 3 × 3: enough to tell digits apart better than chance. */
const infer = (pixels: unknown) =>
  tf.tidy(() => {
    const gray = tf.slice(pixels as tf.Tensor4D, [0, 0, 0, 0], [-1, -1, -1, 1]);
    const blocks = tf.avgPool(tf.cast(gray, 'float32') as tf.Tensor4D, 3, 3, 'valid');
    return tf.reshape(blocks, [blocks.shape[0], -1]);
  });

/** How many tensors `body` leaves behind, once what a backend allocates once is there. */
async function leftBy(body: () => unknown): Promise<number> {
  await body();
  const before = tf.memory().numTensors;
  await body();
  return tf.memory().numTensors - before;
}

/** tf.js 4.22: MomentumOptimizer.dispose forgets the scalar of the learning rate. */
const leftByOptimizer = () => leftBy(() => tf.train.momentum(1, 0.9).dispose());

it('compares two feature spaces, leaves no tensors, and its embedding part is repeatable', async () => {
  const progress: [number, number][] = [];
  const results: Awaited<ReturnType<typeof transfer>>[] = [];
  const left = await leftBy(async () => {
    progress.length = 0;
    const onProgress = (done: number, of: number) => progress.push([done, of]);
    results.push(await transfer({ infer }, train, test, { ...run, onProgress }));
  });
  expect(left).toBe(await leftByOptimizer());
  expect(progress.map(([done]) => done)).toEqual([25, 50, 60, 85, 110, 120]);
  expect(new Set(progress.map(([, of]) => of))).toEqual(new Set([120]));
  const [first, again] = results as [(typeof results)[0], (typeof results)[0]];
  expect(again.embedding).toEqual(first.embedding);
  expect(first.head.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
  expect(first.head[2]).toMatchObject({
    trainAccuracy: expect.any(Number),
    testAccuracy: expect.any(Number),
    nc1: expect.any(Number),
    testCdnv: expect.any(Number),
  });
  for (const { fewShot } of [first.embedding, first.headInput]) {
    expect(fewShot.pairs.length).toBe(45);
    const mean = (i: number) => fewShot.pairs.reduce((sum, { accuracy }) => sum + accuracy[i]!, 0) / 45;
    // Chance is 0.5, and more images are better.
    expect(mean(0)).toBeGreaterThan(0.6);
    expect(mean(1)).toBeGreaterThan(mean(0));
  }
  // The embedding is what `infer` gives, moved and scaled: CDNV does not see that.
  expect(first.embedding.train.metrics['nc1.cdnv']).toBeGreaterThan(0);
});

it('refuses more shots than there are images of a class, before anything is embedded', async () => {
  const failing = transfer({ infer: () => expect.unreachable() }, train, test, { ...run, shots: [1, 6] });
  await expect(failing).rejects.toThrow(UsageError);
});

it('leaves no tensors of its own where the head cannot be trained', async () => {
  const failing = () =>
    expect(transfer({ infer }, train, test, { ...run, batchSize: 0 })).rejects.toThrow(/batchSize/);
  expect(await leftBy(failing)).toBe(await leftByOptimizer());
});
