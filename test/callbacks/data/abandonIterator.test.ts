import * as tf from '@tensorflow/tfjs-core';
import * as tfd from '@tensorflow/tfjs-data';
import { expect, it } from 'vitest';
import { abandonIterator } from '../../../callbacks/data/readStream.js';
import { NeuralCollapse } from '../../../callbacks/index.js';
import { QUIET, smallModel } from '../../helpers/smallModel.js';

const ROWS = 60;

/** Rows that are made one by one, and how many were. */
function rows() {
  const made = { count: 0 };
  const data = tfd.generator(function* () {
    for (let i = 0; i < ROWS; i++) {
      made.count++;
      yield tf.tidy(() => ({ xs: tf.fill([6], i), ys: tf.cast(tf.oneHot(i % 3, 3), 'float32') }));
    }
  } as never) as unknown as tfd.Dataset<tf.TensorContainerObject>;
  return { data, made };
}

type Rows = tfd.Dataset<tf.TensorContainerObject>;
const pipelines: Record<string, (data: Rows) => tfd.Dataset<tf.TensorContainer>> = {
  shuffle: data => data.shuffle(20).batch(5),
  'shuffle of batches': data => data.batch(2).shuffle(10),
  prefetch: data => data.batch(5).prefetch(3),
  'shuffle, map, batch, prefetch': data =>
    data
      .shuffle(20)
      .mapAsync(async value => value)
      .map(value => value)
      .batch(5)
      .prefetch(2),
  'an endless one': data => data.repeat().shuffle(20).batch(5),
  concatenated: data => data.take(10).concatenate(data.shuffle(20)).batch(5).prefetch(1),
  zipped: data => tfd.zip({ a: data.shuffle(20), b: data.prefetch(4) }),
  'a map that fails': data =>
    data
      .shuffle(20)
      .batch(5)
      .map(value => {
        if (tf.memory().numTensors > 0) tf.dispose(value);
        throw new Error('no');
      }),
};

it.each(Object.entries(pipelines))('releases the buffers of %s without loading more', async (_, make) => {
  const before = tf.memory().numTensors;
  const { data, made } = rows();
  const iterator = await make(data).iterator();
  try {
    tf.dispose((await iterator.next()).value);
  } catch {
    // The map that fails.
  }
  await new Promise(resolve => setTimeout(resolve));
  const loaded = made.count;
  expect(loaded).toBeGreaterThan(0);
  await abandonIterator(iterator, value => void tf.dispose(value as tf.TensorContainer));
  expect(tf.memory().numTensors).toBe(before);
  // What was asked for already may still be on its way.
  expect(made.count).toBeLessThan(loaded + 30);
});

it('tells other iterators to return, and leaves alone those that cannot', async () => {
  let returned = 0;
  const generator = (function* () {
    try {
      yield 1;
      yield 2;
    } finally {
      returned++;
    }
  })();
  generator.next();
  await abandonIterator(generator, () => {});
  expect(returned).toBe(1);
  let asked = 0;
  await abandonIterator({ next: async () => asked++ }, () => {});
  expect(asked).toBe(0);
});

it('leaves nothing behind of a training that looks at its data first, as a whole or for a subset', async () => {
  const model = smallModel();
  const train = async (options: object) => {
    const nc = new NeuralCollapse({
      ...QUIET,
      data: rows().data.shuffle(ROWS).batch(10).prefetch(2) as never,
      ...options,
    });
    const training = rows().data.shuffle(ROWS).batch(10) as never;
    await model.fitDataset(training, { epochs: 2, verbose: 0, callbacks: [nc] });
    expect(nc.records.length).toBe(2);
    return tf.memory().numTensors;
  };
  for (const options of [{}, { samplesPerClass: 2 }]) {
    await train(options);
    expect(await train(options)).toBe(await train(options));
  }
});
