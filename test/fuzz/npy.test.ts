import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type NpyArray, parseNpy, readNpy } from '../../src/files/npy.js';
import { npyBytes } from '../helpers/npyBytes.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { AllocationMeter } from './helpers/allocations.js';
import { fuzz } from './helpers/fuzz.js';
import { mutatedBytes } from './helpers/mutateBytes.js';
import { FUZZ_RUNS } from './helpers/settings.js';

const numbers = Float64Array.from({ length: 12 }, (_, i) => i - 3.5);
const valid = [
  npyBytes(numbers, { shape: [3, 4] }),
  npyBytes(numbers, { shape: [2, 3, 2], fortranOrder: true, version: 2 }),
  npyBytes(Float32Array.from(numbers), { shape: [12], version: 3, descr: '>f4' }),
  npyBytes(Int32Array.from(numbers), { shape: [] as number[], descr: '<i4' }).subarray(0, -44),
  npyBytes(new Float64Array(0), { shape: [0, 4] }),
  npyBytes(Int32Array.of(1, 0, 2, 0), { shape: [2], descr: '<i8' }),
  npyBytes(Int32Array.of(1, 0, 2, 0), { shape: [16], descr: '|b1' }),
  npyBytes(Int32Array.of(1, 0, 2, 0), { shape: [8], descr: '<f2' }),
];

const length = fc.oneof(
  fc.nat(5).map(String),
  fc.constantFrom(
    '2147483648',
    '4294967296',
    '999999999999999',
    '9007199254740993',
    '-1',
    '0x3',
    '1e3',
    '3L',
    ' 2 ',
    '',
    '(2)',
    '1_0',
    '٣',
  ),
);
/** Headers of the right form with wrong words in them, some of them twice. */
const entry = fc.oneof(
  fc
    .constantFrom(
      '<f8',
      '<f4',
      '>f2',
      '|b1',
      '<i8',
      '<u8',
      '=f4',
      'f4',
      '',
      '<f16',
      '<c16',
      '|O',
      '<U3',
      '|V8',
      '<f\\x38',
      '<ƒ4',
    )
    .map(descr => `'descr': '${descr}'`),
  fc.constantFrom('True', 'False', 'None', '1', "'False'").map(order => `'fortran_order': ${order}`),
  fc.array(length, { maxLength: 4 }).map(shape => `'shape': (${shape.join(', ')})`),
  fc.constantFrom(
    "'descr': [('a', '<f4')]",
    "'__proto__': 1",
    "'shape': None",
    "'shape': (1,) * 3",
    '"descr": "<f4"',
  ),
  fc.nat(200).map(n => `'shape': (${'1, '.repeat(n)})`),
);
const built = fc
  .record({
    entries: fc.array(entry, { maxLength: 5 }),
    version: fc.constantFrom(1, 2, 3, 0, 4, 255),
    lie: fc.option(fc.constantFrom(0, 1, 10, 127, 65_535, 2 ** 31, 2 ** 32 - 1), { freq: 4 }),
    body: fc.nat(16),
  })
  .map(({ entries, version, lie, body }) => {
    const header = `{${entries.join(', ')}, }`;
    return npyBytes(new Float64Array(body), { header, version, ...(lie !== null && { headerLength: lie }) });
  });
/** Right in everything but one thing at most. */
const nearly = fc
  .tuple(
    fc.array(fc.nat(4), { maxLength: 4 }),
    fc.constantFrom('<f8', '>f8', '<i8', '<u8'),
    fc.boolean(),
    fc.nat(3),
  )
  .map(([shape, descr, fortranOrder, missing]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return npyBytes(new Float64Array(Math.max(0, size - (missing === 0 ? 1 : 0))).fill(0), {
      shape,
      descr,
      fortranOrder,
    });
  });

const inputs = fc.oneof({ weight: 4, arbitrary: mutatedBytes(valid, 96) }, built, nearly);

function expectWhole({ shape, values }: NpyArray): void {
  expect(values.length).toBe(shape.reduce((product, n) => product * n, 1));
}

it('.npy bytes', async () => {
  await fuzz({
    name: '.npy',
    inputs,
    sizeOf: bytes => bytes.length,
    read: bytes => expectWhole(parseNpy(bytes, 'file')),
  });
});

it('.npy files, which are read in two parts', async () => {
  const file = join(temporaryFolder(), 'a.npy');
  await fuzz({
    name: '.npy, files',
    inputs,
    runs: Math.ceil(FUZZ_RUNS / 10),
    sizeOf: bytes => bytes.length,
    read: async bytes => {
      writeFileSync(file, bytes);
      expectWhole(await readNpy(file));
    },
  });
});

it.each([
  ['(2147483648,)', '17179869184 bytes|17179869312 bytes'],
  ['(999999999999999, 999999999999999)', 'bytes for float64'],
  ['(999999999999999, 0, 999999999999999)', ''],
])('shape %s of a short file is no reason to ask for memory', async (shape, message) => {
  const header = `{'descr': '<f8', 'fortran_order': True, 'shape': ${shape}, }`;
  const file = npyBytes(new Float64Array(0), { header });
  expect(file.length).toBe(128);
  const before = process.memoryUsage().arrayBuffers;
  const reading = new AllocationMeter().within(64 * file.length, () => parseNpy(file, 'file'));
  if (message === '') expect((await reading).values).toHaveLength(0);
  else await expect(reading).rejects.toThrow(new RegExp(message));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
});
