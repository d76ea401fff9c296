import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatasetFileError } from '../../src/files/datasetErrors.js';
import { parseNpy, readNpy } from '../../src/files/npy.js';
import { type NpyParts, npyBytes } from '../helpers/npyBytes.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

/** Files and values of npy.py. */
interface Entry {
  readonly name: string;
  readonly base64: string;
  readonly type: string;
  readonly shape: number[];
  readonly values: (number | string)[];
}

const entries = JSON.parse(readFileSync(new URL('npy.json', import.meta.url), 'utf8')) as Entry[];
const number = (value: number | string) =>
  typeof value === 'number' ? value : { inf: Infinity, '-inf': -Infinity, nan: Number.NaN }[value]!;

describe.each(entries)('a file of numpy: $name', ({ base64, type, shape, values }) => {
  const bytes = Buffer.from(base64, 'base64');

  it('is parsed to the same numbers', () => {
    const array = parseNpy(bytes, 'x.npy');
    expect([array.type, array.shape]).toEqual([type, shape]);
    expect([...array.values]).toEqual(values.map(number));
  });

  it('is read to the same numbers from disk', async () => {
    const file = join(temporaryFolder(), 'x.npy');
    await writeFile(file, bytes);
    expect(await readNpy(file)).toEqual(parseNpy(bytes, file));
  });

  it('is refused when a byte is missing or too many', () => {
    expect(() => parseNpy(bytes.subarray(0, -1), 'x.npy')).toThrow(DatasetFileError);
    expect(() => parseNpy(Buffer.concat([bytes, Buffer.of(0)]), 'x.npy')).toThrow(
      /^x.npy: expected \d+ bytes/,
    );
  });
});

describe('parseNpy', () => {
  it('leaves the bytes it is given alone', () => {
    const bytes = npyBytes(Float32Array.of(1, 2), { descr: '>f4' });
    const copy = Buffer.from(bytes);
    parseNpy(bytes, 'x.npy');
    expect(copy.equals(bytes)).toBe(true);
  });

  it('takes the header of Python 2, keys in any order and double quotes', () => {
    const header = `{"shape": (2L, 1L), 'fortran_order': False, 'descr': "<f4"}`.replace(
      '"shape"',
      "'shape'",
    );
    expect(parseNpy(npyBytes(Float32Array.of(1, 2), { header }), 'x.npy').shape).toEqual([2, 1]);
  });

  it.each<[string, NpyParts, string | RegExp, string]>([
    ['another magic', { magic: 'PK\x03\x04ab' }, 'an .npy file', 'a zip archive'],
    ['version 4', { version: 4 }, 'version 1, 2 or 3', 'version 4'],
    ['text', { descr: '<U4' }, 'bool, int, uint or float numbers', '"<U4"'],
    ['complex numbers', { descr: '<c8' }, 'numbers', '"<c8"'],
    ['Python objects', { descr: '|O' }, 'numbers', '"|O"'],
    ['long doubles', { descr: '<f16' }, 'numbers', '"<f16"'],
    ['an escape sequence of a terminal', { descr: '<\x1b[2J' }, 'numbers', '"<\\u001b[2J"'],
    ['65 dimensions', { shape: Array(65).fill(1), descr: '<f8' }, 'at most 64 dimensions', '65 dimensions'],
    ['an empty header', { header: '' }, "a header with one number type 'descr'", '""'],
    ['a member of Object.prototype', { descr: '<constructor' }, 'numbers', 'constructor'],
    [
      'a structured type',
      { header: "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }" },
      'one number type',
      "[('a', '<f4')]",
    ],
    ['no shape', { header: "{'descr': '<f4', 'fortran_order': False, }" }, "'shape'", "'<f4'"],
    ['a negative shape', { shape: [-2] }, 'whole numbers', '(-2,)'],
    ['a larger shape', { shape: [3] }, /140 bytes for float32 of shape \[3\]/, '136 bytes'],
    ['a smaller shape', { shape: [1] }, /132 bytes for float32 of shape \[1\]/, '136 bytes'],
    ['a wider type', { descr: '<f8' }, '144 bytes for float64', '136 bytes'],
    ['a shape beyond all memory', { shape: [1e9, 1e9, 1e9] }, '4e+27', '136 bytes'],
    ['a header longer than the file', { headerLength: 500 }, '510 bytes of header', '136 bytes'],
    ['a header of gigabytes', { version: 2, headerLength: 2 ** 31 }, 'bytes of header', '136 bytes'],
  ])('refuses %s', (_, parts, expected, found) => {
    const error = caught(() => parseNpy(npyBytes(Float32Array.of(1, 2), parts), 'dir/x.npy'));
    expect(error).toBeInstanceOf(DatasetFileError);
    expect((error as DatasetFileError).file).toBe('dir/x.npy');
    expect((error as DatasetFileError).expected).toMatch(expected);
    expect((error as DatasetFileError).found).toContain(found);
  });

  it('refuses files cut anywhere in the header, and an empty one', () => {
    const bytes = npyBytes(Float32Array.of(1, 2));
    for (let length = 0; length < 128; length++) {
      expect(() => parseNpy(bytes.subarray(0, length), 'x.npy'), String(length)).toThrow(DatasetFileError);
    }
  });

  it('refuses 64-bit integers that a double cannot hold', () => {
    for (const [descr, found] of [
      ['<i8', '9007199254740993'],
      ['<u8', '9007199254740993'],
    ] as const) {
      const words = Int32Array.of(1, 0x200000);
      const bytes = npyBytes(words, { descr, shape: [1] });
      expect(() => parseNpy(bytes, 'x.npy')).toThrow(`x.npy: expected 64-bit integers of at most 2^53`);
      expect(() => parseNpy(bytes, 'x.npy')).toThrow(found);
    }
  });
});

describe('readNpy', () => {
  it('says which file is not there', async () => {
    const file = join(temporaryFolder(), 'none.npy');
    await expect(readNpy(file)).rejects.toThrow(
      `${file}: expected a file that can be read, found none: there is no such file`,
    );
  });

  it('refuses a folder', async () => {
    await expect(readNpy(temporaryFolder())).rejects.toThrow(/: expected a file, found a folder$/);
  });

  it('refuses a header larger than any of an array of numbers without reading it', async () => {
    const file = join(temporaryFolder(), 'x.npy');
    await writeFile(
      file,
      Buffer.concat([npyBytes(new Float32Array(9000), { version: 2, headerLength: 20_000 })]),
    );
    await expect(readNpy(file)).rejects.toThrow(
      /a header of at most 16384 bytes, found a header of 20000 bytes/,
    );
  });
});

function caught(body: () => unknown): unknown {
  try {
    return body();
  } catch (error) {
    return error;
  }
}
