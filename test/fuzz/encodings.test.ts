import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type EncodingFileOptions, encodingFromFile } from '../../datasets/encodingFromFile.js';
import { npyBytes } from '../helpers/npyBytes.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { AllocationMeter } from './helpers/allocations.js';
import { fuzz } from './helpers/fuzz.js';
import { mutatedBytes } from './helpers/mutateBytes.js';
import { mutatedJson, mutatedText } from './helpers/mutateJson.js';

const codes = [
  [1, 0, 0.5],
  [0, 1, -0.5],
  [1, 1, 0],
  [-1, 0, 2],
];
const words = { cat: [1, 2], dog: [3, 4], 'a truck': [0.5, -1] };
const oneHot = [
  [1, 0],
  [0, 1],
];

const options: fc.Arbitrary<EncodingFileOptions> = fc.constantFrom<EncodingFileOptions>(
  {},
  {},
  { layout: 'matrix' },
  { name: 'x' },
  { classNames: ['dog', 'cat'] },
  { classNames: ['__proto__', 'toString'] },
);

async function read(file: string, bytes: Uint8Array, given: EncodingFileOptions): Promise<void> {
  writeFileSync(file, bytes);
  const { classes, dim, matrix } = await encodingFromFile(file, given);
  expect(classes).toBeGreaterThanOrEqual(2);
  expect([matrix.rows, matrix.columns]).toEqual([dim, classes]);
  expect(matrix.to1DArray().every(x => Number.isFinite(Math.fround(x)))).toBe(true);
}

it('encodings in JSON', async () => {
  const file = join(temporaryFolder(), 'codes.json');
  await fuzz({
    name: 'encodings, JSON',
    inputs: fc.tuple(mutatedText(mutatedJson([codes, words, oneHot])), options),
    sizeOf: ([bytes]) => bytes.length,
    read: ([bytes, given]) => read(file, bytes, given),
  });
});

it('encodings in .npy', async () => {
  const file = join(temporaryFolder(), 'codes.npy');
  const values = Float64Array.from(codes.flat());
  const valid = [
    npyBytes(values, { shape: [4, 3] }),
    npyBytes(values, { shape: [3, 4], fortranOrder: true }),
    npyBytes(Float32Array.from(oneHot.flat()), { shape: [2, 2] }),
    npyBytes(new Float32Array(0), { shape: [3, 0] }),
  ];
  const size = fc.oneof(fc.nat(4), fc.constantFrom(2 ** 31, 2 ** 32, 1e14));
  const shaped = fc
    .tuple(fc.array(size, { minLength: 1, maxLength: 3 }), fc.nat(6))
    .map(([shape, body]) => npyBytes(new Float32Array(body), { shape }));
  await fuzz({
    name: 'encodings, .npy',
    inputs: fc.tuple(fc.oneof({ weight: 3, arbitrary: mutatedBytes(valid, 96) }, shaped), options),
    sizeOf: ([bytes]) => bytes.length,
    read: ([bytes, given]) => read(file, bytes, given),
  });
});

it.each([
  [2 ** 31, 0],
  [1e14, 0],
  [0, 2 ** 31],
])('a shape of %i × %i, which needs no bytes, is refused before memory is asked for', async (...shape) => {
  const file = join(temporaryFolder(), 'codes.npy');
  writeFileSync(file, npyBytes(new Float32Array(0), { shape }));
  const before = process.memoryUsage().arrayBuffers;
  const reading = new AllocationMeter().within(256 * 1024, () => encodingFromFile(file));
  await expect(reading).rejects.toThrow(`at least one row and one column, found shape [${shape.join(', ')}]`);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
});
