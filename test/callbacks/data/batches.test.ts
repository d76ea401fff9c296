import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { batchesOf } from '../../../callbacks/data/batches.js';
import type { MeasuredData } from '../../../callbacks/data/measuredData.js';
import { NeuralCollapse } from '../../../callbacks/index.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { compiled, dense, QUIET, smallData } from '../../helpers/smallModel.js';

/** Sizes of the batches of one pass; batches are disposed as a consumer would. */
async function sizes(data: MeasuredData, batchSize = 16): Promise<number[]> {
  const found: number[] = [];
  for await (const batch of batchesOf('data', data, { batchSize }).pass()) {
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

describe('whose the tensors of a stream are', () => {
  it('leaves those that existed before the pass, whatever form the stream has', async () => {
    const { xs, ys } = smallData();
    const own = [{ xs, ys }, { xs: { first: xs }, ys: [ys] }, [[xs], ys]] as never[];
    async function* generated() {
      yield* own;
    }
    const iterator = async () => {
      const left = [...own];
      const next = async () => ({ done: left.length === 0, value: left.shift() ?? null });
      return { next };
    };
    for (const data of [() => own, generated, { iterator }, () => ({ iterator })] as MeasuredData[]) {
      await expectNoLeakedTensors(async () => {
        expect(await sizes(data)).toEqual([36, 36, 36]);
        expect(await sizes(data)).toEqual([36, 36, 36]);
        for await (const batch of batchesOf('data', data, { batchSize: 16 }).pass()) {
          tf.dispose([batch.xs, batch.ys] as tf.TensorContainer);
          break;
        }
      });
    }
    expect([xs.isDisposed, ys.isDisposed]).toEqual([false, false]);
  });

  it('disposes those that were made for the pass, also what it does not use', async () => {
    const { xs, ys } = smallData();
    const made = () => ({ xs: tf.clone(xs), ys: tf.clone(ys) });
    const streams: MeasuredData[] = [
      () => [made(), made(), made()],
      function* () {
        for (let i = 0; i < 3; i++) yield { ...made(), weights: tf.ones([36]) };
      },
    ];
    for (const data of streams) {
      const before = tf.memory().numTensors;
      expect(await sizes(data)).toEqual([36, 36, 36]);
      for await (const batch of batchesOf('data', data, { batchSize: 16 }).pass()) {
        tf.dispose([batch.xs, batch.ys] as tf.TensorContainer);
        break;
      }
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it('says it where a batch of an earlier pass comes again, or the data is gone', async () => {
    const { xs, ys } = smallData();
    const kept: tf.Tensor[][] = [];
    const cached = () => {
      if (kept.length === 0) kept.push([tf.clone(xs), tf.clone(ys)]);
      return kept as never;
    };
    expect(await sizes(cached)).toEqual([36]);
    await expectNoLeakedTensors(async () => {
      await expect(sizes(cached)).rejects.toThrow(
        /a batch of data must not be disposed; tensors that are made/,
      );
    });
    const gone = tf.clone(ys);
    gone.dispose();
    await expectNoLeakedTensors(async () => {
      await expect(sizes({ xs, ys: gone })).rejects.toThrow(
        /data.ys must not be disposed while it is measured/,
      );
    });
    await expect(sizes({ xs: [xs, gone], ys })).rejects.toThrow(/data.xs must not be disposed/);
  });
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
