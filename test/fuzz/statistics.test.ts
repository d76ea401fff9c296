import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromSafetensors } from '../../src/files/safetensors.js';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import { AllocationMeter } from './helpers/allocations.js';
import { fuzz } from './helpers/fuzz.js';
import { mutatedBytes } from './helpers/mutateBytes.js';
import { mutatedJson, mutatedText } from './helpers/mutateJson.js';

/** Statistics of `classes` classes as a file. */
async function written(
  classes: number,
  featureDim: number,
  scatter: boolean,
  samples: number,
): Promise<Uint8Array> {
  const statistics = new ClassStatistics({ classes, featureDim, scatter });
  if (samples > 0) {
    tf.tidy(() => {
      const labels = Int32Array.from({ length: samples }, (_, i) => i % classes);
      statistics.update(
        tf.randomNormal([samples, featureDim], 1, 2, 'float32', 7),
        tf.tensor1d(labels, 'int32'),
      );
    });
  }
  return await statistics.toBytes().finally(() => statistics.dispose());
}

interface Parts {
  readonly header: Record<string, unknown>;
  readonly data: Uint8Array;
}

function partsOf(bytes: Uint8Array): Parts {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  return { header, data: bytes.subarray(8 + length) };
}

function fileOf(header: Uint8Array, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  bytes.set(data, 8 + header.length);
  return bytes;
}

/** The numbers of a file; of a zero the sign does not matter. */
function valuesOf(bytes: Uint8Array): Record<string, (number | bigint)[]> {
  const entries = Object.entries(fromSafetensors(bytes, 'test').arrays);
  const plain = (value: number | bigint) => (value === 0 ? 0 : value);
  return Object.fromEntries(entries.map(([name, { values }]) => [name, [...values].map(plain)]));
}

async function validFiles(): Promise<Uint8Array[]> {
  return [await written(2, 3, true, 8), await written(3, 2, false, 5), await written(2, 1, true, 0)];
}

it('statistics containers', async () => {
  const files = await validFiles();
  const parts = files.map(partsOf);
  // The header rewritten, in front of the data of its file or of another one.
  const rewritten = fc
    .tuple(mutatedText(mutatedJson(parts.map(({ header }) => header))), fc.constantFrom(...parts))
    .map(([header, { data }]) => fileOf(header, data));
  const tensors = tf.memory().numTensors;
  await fuzz({
    name: 'statistics',
    inputs: fc.oneof(mutatedBytes(files, 40), mutatedBytes(files, 700), rewritten),
    sizeOf: bytes => bytes.length,
    read: bytes => {
      const statistics = ClassStatistics.fromBytes(bytes);
      try {
        expect(statistics.classes * statistics.featureDim).toBeLessThanOrEqual(bytes.length / 8);
      } finally {
        statistics.dispose();
      }
    },
  });
  expect(tf.memory().numTensors).toBe(tensors);
});

it('what is accepted is written again and read again without a change', async () => {
  const files = await validFiles();
  // Changes of the numbers only: behind the header.
  const numbers = fc
    .tuple(
      fc.constantFrom(...files.map(partsOf)),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 3 }),
    )
    .map(([{ header, data }, changes]) => {
      const changed = data.slice();
      for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
      return fileOf(Buffer.from(JSON.stringify(header)), changed);
    });
  const again = async (bytes: Uint8Array) => {
    const statistics = ClassStatistics.fromBytes(bytes);
    return await statistics.toBytes().finally(() => statistics.dispose());
  };
  await fuzz({
    name: 'statistics, written again',
    inputs: numbers,
    read: async bytes => {
      const once = await again(bytes);
      expect(valuesOf(await again(once))).toEqual(valuesOf(once));
    },
  });
});

it.each([
  [
    'a header of 2^31 bytes',
    (bytes: Uint8Array) => new DataView(bytes.buffer).setBigUint64(0, 2n ** 31n, true),
  ],
  ['a header of 2^64 − 1 bytes', (bytes: Uint8Array) => bytes.fill(255, 0, 8)],
])('%s in a file of 100 bytes is refused before memory is asked for', async (_, change) => {
  const bytes = new Uint8Array(100);
  change(bytes);
  const before = process.memoryUsage().arrayBuffers;
  const reading = new AllocationMeter().within(1024, () => ClassStatistics.fromBytes(bytes));
  await expect(reading).rejects.toThrow(
    /bytes must be a safetensors file, received "a header of \d+ bytes in 100"/,
  );
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
});

it('many arrays that claim the same bytes are refused before memory is asked for', async () => {
  const data = new Uint8Array(64 * 1024);
  const entry = { dtype: 'F64', shape: [data.length / 8], data_offsets: [0, data.length] };
  const header = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`a${i}`, entry]));
  const bytes = fileOf(Buffer.from(JSON.stringify({ ...header, __metadata__: {} })), data);
  const reading = new AllocationMeter().within(2 * bytes.length, () => ClassStatistics.fromBytes(bytes));
  await expect(reading).rejects.toThrow(/bytes must be a file whose arrays follow one another/);
});
