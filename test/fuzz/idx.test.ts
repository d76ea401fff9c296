import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gunzipBytes, isGzip } from '../../datasets/formats/readBytes.js';
import { parseIdx } from '../../datasets/idxDatasets.js';
import { AllocationMeter } from './helpers/allocations.js';
import { fuzz } from './helpers/fuzz.js';
import { mutatedBytes } from './helpers/mutateBytes.js';

/** An idx file of unsigned bytes; `bodyLength` other than the product of the dimensions makes it a false one. */
function idxFile(dimensions: readonly number[], bodyLength?: number): Uint8Array {
  const product = dimensions.reduce((a, b) => a * b, 1);
  const header = [0, 0, 8, dimensions.length].concat(dimensions.flatMap(n => bigEndian(n)));
  const body = Array.from({ length: bodyLength ?? product }, (_, i) => i % 10);
  return Uint8Array.from([...header, ...body]);
}

function bigEndian(value: number): number[] {
  return [24, 16, 8, 0].map(shift => (value >>> shift) & 255);
}

const images = [idxFile([3, 4, 2]), idxFile([0, 28, 28]), idxFile([2, 0, 5]), idxFile([1, 1, 1])];
const labels = [idxFile([7]), idxFile([0]), idxFile([100])];

/** Headers that are well-formed and lie: the sizes, and how much is there. */
const size = fc.oneof(fc.nat(5), fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 65_536, 2 ** 16 + 1));
const lying = (rank: number) =>
  fc
    .tuple(fc.array(size, { minLength: rank, maxLength: rank }), fc.nat(64))
    .map(([n, body]) => idxFile(n, body));

it.each([
  ['images', 3, images],
  ['labels', 1, labels],
] as const)('idx files of %s', async (what, rank, valid) => {
  await fuzz({
    name: `idx, ${what}`,
    inputs: fc.oneof({ weight: 3, arbitrary: mutatedBytes(valid, 4 + 4 * rank) }, lying(rank)),
    sizeOf: bytes => bytes.length,
    read: bytes => {
      const { dimensions, values } = parseIdx(bytes, rank, 'file');
      // What is accepted is what is there.
      expect(values.length).toBe(bytes.length - 4 - 4 * rank);
      expect(dimensions.reduce((product, n) => product * n, 1)).toBe(values.length);
      expect(dimensions).toHaveLength(rank);
    },
  });
});

it('idx files, compressed', async () => {
  const most = 4096;
  const bomb = gzipSync(Buffer.alloc(100 * most));
  await fuzz({
    name: 'idx, gzip',
    inputs: mutatedBytes([...images.map(bytes => gzipSync(bytes)), bomb], 24),
    read: async bytes => {
      const inside = isGzip(bytes) ? await gunzipBytes(bytes, 'file', most) : bytes;
      expect(inside.length).toBeLessThanOrEqual(Math.max(most, bytes.length));
      parseIdx(inside, 3, 'file');
    },
  });
});

it('a length field is checked before memory is asked for', async () => {
  const file = idxFile([2 ** 31, 1, 1], 84);
  expect(file.length).toBe(100);
  const before = process.memoryUsage().arrayBuffers;
  const meter = new AllocationMeter();
  await expect(meter.within(file.length, () => parseIdx(file, 3, 'file'))).rejects.toThrow(
    'file: expected 2147483664 bytes for dimensions 2147483648 × 1 × 1, found 100 bytes',
  );
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
});
