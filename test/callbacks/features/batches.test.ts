import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { batches } from '../../../callbacks/features/batches.js';
import type { MeasuredData } from '../../../callbacks/features/measuredData.js';
import { NeuralCollapse } from '../../../callbacks/index.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { compiled, dense, QUIET, smallData } from '../../helpers/smallModel.js';

/** Sizes of the batches of one pass; batches are disposed as a consumer would. */
async function sizes(data: MeasuredData, batchSize = 16): Promise<number[]> {
  const found: number[] = [];
  for await (const batch of batches(data, batchSize)) {
    found.push(batch.ys.shape[0]!);
    tf.dispose([batch.xs, batch.ys] as tf.TensorContainer);
  }
  return found;
}

it('cuts tensors into batches, the last one shorter, and leaves the tensors alone', async () => {
  const { xs, ys } = smallData();
  await expectNoLeakedTensors(async () => {
    expect(await sizes({ xs, ys })).toEqual([16, 16, 4]);
  });
  expect(xs.isDisposed || ys.isDisposed).toBe(false);
});

it('takes [xs, ys] pairs, async generators and functions that return a dataset', async () => {
  const { xs, ys } = smallData();
  const pairs = [
    [xs, ys],
    [xs, ys],
  ].map(pair => pair.map(tensor => tf.clone(tensor)));
  expect(await sizes(() => pairs as never)).toEqual([36, 36]);
  async function* generated() {
    yield { xs: tf.clone(xs), ys: tf.clone(ys) };
  }
  expect(await sizes(generated)).toEqual([36]);
  let left = 2;
  const next = async () =>
    left-- > 0 ? { done: false, value: { xs: tf.clone(xs), ys: tf.clone(ys) } } : { done: true, value: null };
  expect(await sizes(() => ({ iterator: async () => ({ next }) }) as never)).toEqual([36, 36]);
});

it('feeds models with several inputs, as an array or by name', async () => {
  const { xs, ys } = smallData();
  const a = tfl.input({ shape: [6], name: 'a' });
  const b = tfl.input({ shape: [6], name: 'b' });
  const joined = tfl.layers.concatenate().apply([a, b]) as tfl.SymbolicTensor;
  const outputs = dense({ units: 3 }, 1).apply(joined) as tfl.SymbolicTensor;
  const model = compiled(tfl.model({ inputs: [a, b], outputs }));
  const double = tf.mul(xs, 2);
  const values = [];
  for (const inputs of [[xs, double], { b: double, a: xs }]) {
    const nc = new NeuralCollapse({
      ...QUIET,
      data: { xs: inputs, ys },
      model,
      samplesPerClass: 6,
      batchSize: 5,
    });
    values.push((await nc.measure(0)).metrics);
    await nc.close();
  }
  expect(values[0]).toEqual(values[1]);
  double.dispose();
});
