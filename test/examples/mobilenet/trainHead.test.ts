import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { trainHead } from '../../../examples/mobilenet/trainHead.js';
import { disposeSpace, normalClasses } from './spaces.js';

const CENTERS = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const run = { hidden: 16, epochs: 8, batchSize: 8, seed: 1, logdir: null, verbose: 0 } as const;

it('measures the input of the classifier on training images and on others', async () => {
  const [train, test] = [normalClasses(CENTERS, 30, 0.2, 1), normalClasses(CENTERS, 20, 0.2, 2)];
  const head = await trainHead(train, test, run);
  expect(head.runFolder).toBeUndefined();
  expect(head.records.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const [first, last] = [head.records[0]!, head.records.at(-1)!];
  expect(last.measured).toMatchObject({ samples: 90, featureDim: 16, head: 'head', side: 'input' });
  expect(last.validation).toMatchObject({ samples: 60 });
  // The distance between centers is 7 times the spread: no error, and classes that draw together.
  expect(last.metrics['train.accuracy']).toBe(1);
  expect(last.metrics['nc1.pinv']).toBeLessThan(first.metrics['nc1.pinv']!);
  // What it makes of embeddings is what was measured: the metrics of these features are those of the record.
  const features = head.features(train.features);
  expect(features.shape).toEqual([90, 16]);
  expect(Math.min(...(await features.data()))).toBe(0);
  features.dispose();
  head.dispose();
  [train, test].forEach(disposeSpace);
});

it('leaves no tensors of its own, also where the training fails', async () => {
  const space = normalClasses(CENTERS, 4, 0.2, 1);
  const left = async (body: () => Promise<unknown>) => {
    await body();
    const before = tf.memory().numTensors;
    await body();
    return tf.memory().numTensors - before;
  };
  // tf.js 4.22: MomentumOptimizer.dispose forgets the scalar of the learning rate.
  const byOptimizer = await left(async () => tf.train.momentum(1, 0.9).dispose());
  const short = { ...run, epochs: 1 };
  expect(await left(async () => (await trainHead(space, space, short)).dispose())).toBe(byOptimizer);
  const failing = () =>
    expect(trainHead(space, space, { ...short, batchSize: 0 })).rejects.toThrow(/batchSize/);
  expect(await left(failing)).toBe(byOptimizer);
  disposeSpace(space);
});
