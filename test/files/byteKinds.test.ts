import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { parseCifarRecords } from '../../datasets/cifarDataset.js';
import { parseIdx } from '../../datasets/idxDatasets.js';
import { maskedCrc32c, tfRecord } from '../../run/tensorboard/tfRecord.js';
import { parseNpy } from '../../src/files/npy.js';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import { npyBytes } from '../helpers/npyBytes.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

/** The same bytes as everything that callers have them in; a Buffer's `slice` and `subarray` are views of others. */
const kinds: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  'a Uint8Array': bytes => new Uint8Array(bytes),
  'a subarray at an odd offset': bytes => {
    const larger = new Uint8Array(bytes.length + 8).fill(0xff);
    larger.set(bytes, 3);
    return larger.subarray(3, 3 + bytes.length);
  },
  'a Buffer of its own': bytes => Buffer.from(new Uint8Array(bytes).buffer),
  'a Buffer in the pool': bytes => {
    Buffer.from('x');
    return Buffer.from(bytes);
  },
  'a Buffer of a part of another': bytes =>
    Buffer.concat([Buffer.alloc(5, 0xff), bytes, Buffer.alloc(9, 0xff)]).subarray(5, 5 + bytes.length),
  'what readFileSync gives': bytes => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, bytes);
    return readFileSync(file);
  },
};

const idx = (...values: number[]) => Uint8Array.of(0, 0, 8, 1, 0, 0, 0, values.length, ...values);
const cifar = Uint8Array.from({ length: 3073 }, (_, i) => (i === 0 ? 7 : i % 251));

describe.each(Object.entries(kinds))('%s', (_, as) => {
  it('is read as what it holds by every reader of bytes', () => {
    const labels = { labelBytes: 1, labelAt: 0, numClasses: 10 } as const;
    for (const Values of [Float32Array, Float64Array, Int32Array]) {
      const npy = npyBytes(Values.of(1, -2, 3, 4), { shape: [2, 2] });
      expect([...parseNpy(as(npy), 'x.npy').values]).toEqual([1, -2, 3, 4]);
    }
    expect([...parseIdx(as(idx(3, 1, 2)), 1, 'x').values]).toEqual([3, 1, 2]);
    expect(parseCifarRecords(as(cifar), labels, 'x')).toEqual(parseCifarRecords(cifar, labels, 'x'));
    expect(maskedCrc32c(as(cifar))).toBe(maskedCrc32c(cifar));
    expect([...tfRecord(as(cifar))]).toEqual([...tfRecord(cifar)]);
  });

  it('holds statistics that ClassStatistics reads, and merges', async () => {
    const bytes = as(await shard());
    const before = [...bytes];
    const [first, second] = [ClassStatistics.fromBytes(bytes), ClassStatistics.fromBytes(bytes)];
    try {
      first.merge(second);
      const { counts, means } = await first.summary();
      expect(counts).toEqual([4, 4]);
      expect(means.to2DArray()).toEqual([
        [2, 0],
        [0, 5],
      ]);
      expect([...bytes]).toEqual(before);
    } finally {
      first.dispose();
      second.dispose();
    }
  });
});

it('an ArrayBuffer, and bytes of another realm as test runners hand them over, are read too', async () => {
  const bytes = new Uint8Array(await shard());
  const foreign = runInNewContext('Uint8Array.from(bytes)', { bytes }) as Uint8Array;
  expect(foreign instanceof Uint8Array).toBe(false);
  for (const given of [bytes.buffer as ArrayBuffer, foreign]) {
    const restored = ClassStatistics.fromBytes(given);
    expect([restored.classes, restored.featureDim]).toEqual([2, 2]);
    restored.dispose();
  }
});

it.each([new Float32Array(4), new DataView(new ArrayBuffer(8)), [1, 2], null])(
  'what holds no bytes is refused: %s',
  bytes => {
    expect(() => ClassStatistics.fromBytes(bytes as never)).toThrow(
      /^ClassStatistics.fromBytes: bytes must be a Uint8Array, a Buffer or an ArrayBuffer, received /,
    );
  },
);

/** Statistics of two samples of each of two classes: means (2, 0) and (0, 5). */
async function shard(): Promise<Uint8Array> {
  const statistics = new ClassStatistics({ classes: 2, featureDim: 2 });
  tf.tidy(() => {
    const features = [1, 0, 3, 0, 0, 5, 0, 5];
    statistics.update(tf.tensor2d(features, [4, 2]), tf.tensor1d([0, 0, 1, 1], 'int32'));
  });
  return await statistics.toBytes().finally(() => statistics.dispose());
}
