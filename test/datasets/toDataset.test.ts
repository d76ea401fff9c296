import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { type ToDatasetOptions, toDataset } from '../../datasets/index.js';
import { labelSmoothingEncoding } from '../../src/encodings/index.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { tinyImages } from './helpers/tinyImages.js';

const labels = Array.from({ length: 25 }, (_, i) => i % 10);
const data = tinyImages(labels);

/** One epoch: per batch the numbers that the images carry, checked against their targets. */
async function epochOf(dataset: ReturnType<typeof toDataset>): Promise<number[][]> {
  const batches: number[][] = [];
  await dataset.forEachAsync(({ xs, ys }) => {
    const bytes = tf.tidy(() => tf.round(tf.mul(xs, 255)).dataSync());
    const numbers = Array.from({ length: xs.shape[0] }, (_, i) => bytes[6 * i + 3]!);
    expect([...tf.tidy(() => tf.argMax(ys, 1).dataSync())]).toEqual(numbers.map(i => labels[i]));
    batches.push(numbers);
    tf.dispose([xs, ys]);
  });
  return batches;
}

const sizes = (batches: number[][]) => batches.map(batch => batch.length);
const inOrder = Array.from({ length: 25 }, (_, i) => i);

describe('toDataset', () => {
  it('cuts batches in order without shuffling, the last one smaller', async () => {
    const dataset = toDataset(data, { batchSize: 10, shuffle: false });
    const batches = await epochOf(dataset);
    expect(sizes(batches)).toEqual([10, 10, 5]);
    expect(batches.flat()).toEqual(inOrder);
    expect(dataset.size).toBe(3);
  });

  it.each<[ToDatasetOptions, number[]]>([
    [{ batchSize: 10, smallLastBatch: false }, [10, 10]],
    [{ batchSize: 5 }, [5, 5, 5, 5, 5]],
    [{ batchSize: 100 }, [25]],
    [{ batchSize: 100, smallLastBatch: false }, []],
    [{}, [25]],
  ])('%o gives batches of %o', async (options, expected) => {
    const dataset = toDataset(data, options);
    expect(sizes(await epochOf(dataset))).toEqual(expected);
    expect(dataset.size).toBe(expected.length);
  });

  it('shuffles each epoch anew, with a permutation of all samples, and repeats itself with the seed', async () => {
    const epochs = async (seed: number) => {
      const dataset = toDataset(data, { batchSize: 10, seed });
      return [(await epochOf(dataset)).flat(), (await epochOf(dataset)).flat()] as const;
    };
    const [first, second] = await epochs(1);
    for (const epoch of [first, second]) expect([...epoch].sort((a, b) => a - b)).toEqual(inOrder);
    expect(first).not.toEqual(inOrder);
    expect(second).not.toEqual(first);
    expect(await epochs(1)).toEqual([first, second]);
    expect((await epochs(2))[0]).not.toEqual(first);
  });

  it('trains a model with fitDataset', async () => {
    const model = layers.sequential({
      layers: [layers.layers.flatten({ inputShape: [2, 3, 1] }), layers.layers.dense({ units: 10 })],
    });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    let batches = 0;
    const callbacks = { onBatchEnd: async () => void batches++ };
    const history = await model.fitDataset(toDataset(data, { batchSize: 10 }), {
      epochs: 2,
      verbose: 0,
      callbacks,
    });
    expect(history.epoch).toEqual([0, 1]);
    expect(batches).toBe(6);
    model.dispose();
  });

  it('leaks nothing', async () => {
    await expectNoLeakedTensors(() => epochOf(toDataset(data, { batchSize: 10 })));
  });

  it.each([0, -1, 2.5, Number.NaN])('rejects batchSize %s', batchSize => {
    expect(() => toDataset(data, { batchSize })).toThrow(
      `toDataset: batchSize must be a whole number > 0, received ${batchSize}`,
    );
  });

  it('encodes batches with a class encoding, checked at once', async () => {
    const batches = toDataset(data, {
      batchSize: 25,
      shuffle: false,
      encode: labelSmoothingEncoding(10, 0.5),
    });
    await batches.forEachAsync(({ xs, ys }) => {
      // Halves and twentieths in float32.
      expect(tf.tidy(() => [...tf.slice(ys, 3, 1).dataSync()].map(x => Math.round(1e6 * x)))).toEqual(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(k => (k === labels[3] ? 550_000 : 50_000)),
      );
      tf.dispose([xs, ys]);
    });
    await expectArgumentError(() => toDataset(data, { encode: labelSmoothingEncoding(9, 0.1) }), {
      where: 'toDataset',
      argument: 'encode',
      requirement: '10 classes',
      received: 'one of 9',
    });
  });
});
