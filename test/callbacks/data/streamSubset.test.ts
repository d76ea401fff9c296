import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { batchesOf } from '../../../callbacks/data/batches.js';
import type { MeasuredData } from '../../../callbacks/data/measuredData.js';
import { streamSubset } from '../../../callbacks/data/subset.js';
import { encodingFromCodes, oneHotEncoding } from '../../../src/encodings/encodingFromCodes.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { smallData } from '../../helpers/smallModel.js';

const batches = (data: MeasuredData) => batchesOf('data', data, { batchSize: 1, endsEarly: true });

it('keeps the first samples of each class and stops when it has them', async () => {
  const { xs, ys } = smallData();
  let started = 0;
  function* stream() {
    for (let i = 0; i < 36; i += 6) {
      started++;
      yield { xs: tf.slice(xs, i, 6), ys: tf.slice(ys, i, 6) };
    }
  }
  await expectNoLeakedTensors(async () => {
    const { batch: subset } = await streamSubset(batches(stream), 3, 3);
    // Labels run 0, 1, 2, 0, 1, 2...: the first three of each class are the first nine samples.
    expect(await (subset.xs as tf.Tensor).data()).toEqual((await xs.data()).slice(0, 54));
    expect(subset.ys.shape).toEqual([9, 3]);
    tf.dispose([subset.xs, subset.ys] as tf.TensorContainer);
  });
  expect(started).toBe(4);
});

it('needs the encoding for targets that are neither integers nor one-hot', async () => {
  const codes = [
    [1, -1],
    [-1, 1],
    [1, 1],
  ];
  const targets = [0, 1, 2, 2, 1, 0].map(k => codes[k]!);
  const stream = () => [{ xs: tf.zeros([6, 1]), ys: tf.tensor2d(targets) }];
  await expectNoLeakedTensors(async () => {
    await expect(streamSubset(batches(stream), 2, 1)).rejects.toThrow(
      /needs integer, one-hot or smoothed targets, or the option encoding/,
    );
    const { batch: subset } = await streamSubset(batches(stream), 2, 1, encodingFromCodes(codes));
    expect(await subset.ys.array()).toEqual(codes);
    tf.dispose([subset.xs, subset.ys] as tf.TensorContainer);
  });
});

it('passes over batches without samples, with a given encoding too', async () => {
  const stream = () => [
    { xs: tf.zeros([0, 1]), ys: tf.zeros([0, 2]) },
    { xs: tf.zeros([2, 1]), ys: tf.tensor2d([1, 0, 0, 1], [2, 2]) },
  ];
  for (const given of [undefined, oneHotEncoding(2)]) {
    const { batch: subset } = await streamSubset(batches(stream), 2, 1, given);
    expect(subset.ys.shape).toEqual([2, 2]);
    tf.dispose([subset.xs, subset.ys] as tf.TensorContainer);
  }
});
