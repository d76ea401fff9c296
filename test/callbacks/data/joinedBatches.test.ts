import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { joinedBatches } from '../../../callbacks/sources/decodedPasses.js';
import { disposeBatch, type ForwardBatch } from '../../../callbacks/taps/forwardPasses.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

interface Shape {
  readonly targets?: 'codes' | 'labels';
  readonly feedsHead?: boolean;
}

/** Samples first, first + 1, ...: every number tells its sample. */
function batchOf(
  first: number,
  rows: number,
  { targets = 'codes', feedsHead = true }: Shape = {},
): ForwardBatch {
  const column = tf.tensor2d(
    Array.from({ length: rows }, (_, i) => first + i),
    [rows, 1],
  );
  const wide = (width: number) => tf.tile(column, [1, width]) as tf.Tensor2D;
  const batch = {
    features: wide(4),
    outputs: wide(2),
    targets: targets === 'codes' ? wide(2) : (tf.range(first, first + rows, 1, 'int32') as tf.Tensor),
    depth: [wide(3)],
    feedsHead,
  };
  column.dispose();
  return batch;
}

/** Batches one after the other, each made when it is asked for. */
async function* source(batches: ReadonlyArray<() => ForwardBatch>): AsyncGenerator<ForwardBatch> {
  for (const make of batches) yield make();
}

/** For each joined batch the samples by each of its tensors, which have to agree. */
async function samplesOf(batches: AsyncIterable<ForwardBatch>): Promise<number[][]> {
  const found: number[][] = [];
  for await (const batch of batches) {
    const { features, outputs, targets, depth } = batch;
    const firsts = await Promise.all(
      [features, outputs, targets, ...depth].map(async tensor => {
        const values = [...(await tensor.data())];
        return values.filter((_, i) => i % (tensor.size / tensor.shape[0]!) === 0);
      }),
    );
    disposeBatch(batch);
    for (const samples of firsts) expect(samples).toEqual(firsts[0]);
    found.push(firsts[0]!);
  }
  return found;
}

describe('joinedBatches', () => {
  it('has all samples in their order, in batches of the size that is asked for and no more than one more', async () => {
    await expectNoLeakedTensors(async () => {
      const batches = source([0, 2, 4, 6, 8].map(first => () => batchOf(first, 2)));
      expect(await samplesOf(joinedBatches(batches, { rows: 3, numbers: 1e9 }))).toEqual([
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9],
      ]);
    });
  });

  it('counts the numbers of features, outputs, targets and further layers', async () => {
    // 2·(4 + 2 + 2 + 3) numbers per batch.
    const batches = source([0, 2, 4].map(first => () => batchOf(first, 2)));
    const found = await samplesOf(joinedBatches(batches, { rows: 1e9, numbers: 23 }));
    expect(found.map(samples => samples.length)).toEqual([4, 2]);
  });

  it('leaves batches that are large already as they are', async () => {
    const large = [0, 5].map(first => batchOf(first, 5));
    const found: ForwardBatch[] = [];
    for await (const batch of joinedBatches(source(large.map(batch => () => batch)), {
      rows: 5,
      numbers: 1e9,
    })) {
      found.push(batch);
    }
    expect(found[0]).toBe(large[0]);
    expect(found[1]).toBe(large[1]);
    found.forEach(disposeBatch);
  });

  it('does not join targets of different form, and keeps that one batch did not feed the head', async () => {
    const limits = { rows: 100, numbers: 1e9 };
    const mixed = source([
      () => batchOf(0, 2),
      () => batchOf(2, 1, { feedsHead: false }),
      () => batchOf(3, 2, { targets: 'labels' }),
    ]);
    const feeds: boolean[] = [];
    const sizes: number[] = [];
    for await (const batch of joinedBatches(mixed, limits)) {
      feeds.push(batch.feedsHead);
      sizes.push(batch.features.shape[0]);
      disposeBatch(batch);
    }
    expect([sizes, feeds]).toEqual([
      [3, 2],
      [false, true],
    ]);
  });

  it('leaves nothing when the batches end in an error, nor when nobody wants more', async () => {
    const fails = () => {
      throw new Error('the data has ended badly');
    };
    await expectNoLeakedTensors(async () => {
      const batches = source([() => batchOf(0, 2), () => batchOf(2, 2), fails]);
      await expect(samplesOf(joinedBatches(batches, { rows: 100, numbers: 1e9 }))).rejects.toThrow('badly');
    });
    await expectNoLeakedTensors(async () => {
      const gone = () => {
        const batch = batchOf(0, 2);
        batch.outputs.dispose();
        return batch;
      };
      const batches = source([gone, () => batchOf(2, 2), () => batchOf(4, 2)]);
      // In whatever words the backend has for it.
      await expect(samplesOf(joinedBatches(batches, { rows: 4, numbers: 1e9 }))).rejects.toThrow();
    });
    await expectNoLeakedTensors(async () => {
      const batches = source([0, 2, 4].map(first => () => batchOf(first, 2)));
      for await (const batch of joinedBatches(batches, { rows: 1, numbers: 1e9 })) {
        disposeBatch(batch);
        break;
      }
    });
  });
});
