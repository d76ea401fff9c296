import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EncodingFileOptions } from '../../datasets/encodingFromFile.js';
import { encodingFromFile } from '../../datasets/index.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { npyBytes } from '../helpers/npyBytes.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(temporaryFolder(), name);
  await writeFile(file, content);
  return file;
}

const codes = [
  [1, 2, 0.5],
  [3, 4, -1],
];
const words = { dog: [1, 2, 0.5], cat: [9, 9, 9], truck: [3, 4, -1] };

describe('encodingFromFile', () => {
  it.each<[string, string | Uint8Array, EncodingFileOptions]>([
    ['a list of codes in codes.json', JSON.stringify(codes), {}],
    ['words in order in words.json', JSON.stringify(words), { classNames: ['dog', 'truck'] }],
    ['rows in codes.npy', npyBytes(Float64Array.from(codes.flat()), { shape: [2, 3] }), {}],
    [
      'a matrix in e.json',
      JSON.stringify([
        [1, 3],
        [2, 4],
        [0.5, -1],
      ]),
      { layout: 'matrix' },
    ],
    [
      'a matrix in Fortran order in e.npy',
      npyBytes(Float64Array.from(codes.flat()), { shape: [3, 2], fortranOrder: true }),
      { layout: 'matrix' },
    ],
  ])('reads %s', async (what, content, options) => {
    const name = what.split(' ').at(-1)!;
    const encoding = await encodingFromFile(await fileOf(name, content), options);
    expect(encoding.matrix.transpose().to2DArray()).toEqual(codes);
    expect([encoding.name, encoding.classes, encoding.dim]).toEqual([name, 2, 3]);
  });

  it('takes all names of an object without classNames, and a name of its own', async () => {
    const file = await fileOf('w.json', JSON.stringify(words));
    const encoding = await encodingFromFile(file, { name: 'animals' });
    expect([encoding.name, encoding.classes]).toEqual(['animals', 3]);
  });

  it('recognizes codes by their numbers', async () => {
    const file = await fileOf('x.json', '[[1, 0], [0, 1]]');
    expect((await encodingFromFile(file)).name).toBe('one-hot');
    const smoothed = await fileOf('x.json', '[[0.95, 0.05], [0.05, 0.95]]');
    expect((await encodingFromFile(smoothed)).name).toBe('label-smoothing(0.1)');
  });

  it.each<[string, string, string | Uint8Array, EncodingFileOptions, RegExp]>([
    ['broken JSON', 'x.json', '[[1, 2', {}, /x\.json: expected a readable JSON file, found .*JSON/],
    [
      'a JSON number',
      'x.json',
      '3',
      {},
      /expected a list of codes or an object of name → code, found number/,
    ],
    ['JSON null', 'x.json', 'null', {}, /expected a list of codes/],
    [
      'text among numbers',
      'x.json',
      '[[1, 2], [3, "4"]]',
      {},
      /a list of numbers as row 1, found \[3, "4"\]/,
    ],
    ['a missing word', 'x.json', '{"a": [1]}', { classNames: ['b'] }, /a code for "b", found none/],
    ['an inherited word', 'x.json', '{"a": [1]}', { classNames: ['toString'] }, /a code for "toString"/],
    ['a vector', 'x.npy', npyBytes(Float32Array.of(1, 2)), {}, /a two-dimensional array, found shape \[2\]/],
    ['no .npy file', 'x.npy', 'hello', {}, /an \.npy file/],
    [
      'codes of two lengths',
      'x.json',
      '[[1, 2], [3]]',
      {},
      /^encodingFromFile: code 1 in .*x\.json must be 2 numbers/,
    ],
    [
      'equal codes',
      'x.json',
      '[[1, 2], [1, 2]]',
      {},
      /^encodingFromFile: codes in .*x\.json must be distinct codes/,
    ],
    [
      'NaN',
      'x.npy',
      npyBytes(Float32Array.of(1, Number.NaN), { shape: [2, 1] }),
      {},
      /^encodingFromFile: code 1 in .*x\.npy must be finite/,
    ],
    ['a matrix with equal columns', 'x.json', '[[1, 1]]', { layout: 'matrix' }, /x\.json must be distinct/],
    ['an empty list', 'x.json', '[]', {}, /codes in .*x\.json must be a list of at least two codes/],
    [
      'a row of lists inside lists inside lists',
      'x.json',
      `[[1], ${'['.repeat(50_000)}${']'.repeat(50_000)}]`,
      {},
      /a list of numbers as row 1, found \[\[\[an array of 1\]\]\]/,
    ],
    [
      'any number of rows without columns',
      'x.npy',
      npyBytes(new Float32Array(0), { shape: [1e14, 0] }),
      {},
      /at least one row and one column, found shape \[100000000000000, 0\]/,
    ],
    ['an escape sequence in a name', 'x.json', '{"\\u001b[2J": 1}', {}, /as "\\u001b\[2J", found 1/],
    ['no file at all', 'x.json', '', {}, /x\.json: expected a readable JSON file/],
  ])('refuses %s', async (_, name, content, options, message) => {
    await expect(encodingFromFile(await fileOf(name, content), options)).rejects.toThrow(message);
  });

  it('says which file is not there', async () => {
    await expect(encodingFromFile('no/such.json')).rejects.toThrow(
      /^[^ ]*no\/such\.json: expected a readable JSON file, found none: there is no such file$/,
    );
    await expect(encodingFromFile('no/such.npy')).rejects.toThrow(
      /^[^ ]*no\/such\.npy: expected a file that can be read, found none: there is no such file$/,
    );
  });

  const where = 'encodingFromFile';
  it('refuses other endings and options that do not fit', async () => {
    const list = await fileOf('x.json', '[[1], [2]]');
    for (const [file, options, argument, requirement, received] of [
      ['codes.csv', {}, 'file', '.json or .npy', '"codes.csv"'],
      [list, { layout: 'rows' as 'codes' }, 'layout', 'matrix', '"rows"'],
      [list, { classNames: ['a'] }, 'classNames', 'left out', '["a"]'],
      ['x.npy', { classNames: ['a'] }, 'classNames', 'left out', '["a"]'],
    ] as const) {
      const parts = { where, argument, requirement, received };
      await expectArgumentError(() => encodingFromFile(file, options), parts);
    }
  });
});
