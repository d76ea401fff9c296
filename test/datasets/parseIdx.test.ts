import { describe, expect, it } from 'vitest';
import { parseIdx } from '../../datasets/idxDatasets.js';
import { random } from '../../src/base/random.js';
import { DatasetFileError } from '../../src/files/datasetErrors.js';
import { idxFile } from './helpers/testFiles.js';

const valid = idxFile(
  [2, 3, 4],
  Array.from({ length: 24 }, (_, i) => i * 10),
);
const changed = (at: number, value: number) => {
  const copy = Buffer.from(valid);
  copy[at] = value;
  return copy;
};

describe('parseIdx', () => {
  it('returns dimensions and a view of the values', () => {
    const { dimensions, values } = parseIdx(valid, 3, 'f');
    expect(dimensions).toEqual([2, 3, 4]);
    expect([...values]).toEqual(Array.from({ length: 24 }, (_, i) => i * 10));
    expect(values.buffer).toBe(valid.buffer);
  });

  it('takes an empty set', () => {
    expect(parseIdx(idxFile([0], []), 1, 'f').values).toHaveLength(0);
  });

  it.each([
    ['an empty file', Buffer.alloc(0), 'f: expected at least 16 bytes of idx header, found 0 bytes'],
    ['a cut header', valid.subarray(0, 15), 'f: expected at least 16 bytes of idx header, found 15 bytes'],
    ['another rank', changed(3, 1), 'f: expected idx magic number 0x00000803, found 0x00000801'],
    ['another element type', changed(2, 13), 'f: expected idx magic number 0x00000803, found 0x00000d03'],
    ['a cut body', valid.subarray(0, 39), 'f: expected 40 bytes for dimensions 2 × 3 × 4, found 39 bytes'],
    ['bytes after the end', Buffer.concat([valid, Buffer.alloc(1)]), 'found 41 bytes'],
    ['a count that is too large', changed(4, 255), 'for dimensions 4278190082 × 3 × 4, found 40 bytes'],
    [
      'dimensions whose product overflows',
      idxFile([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], []),
      'found 16 bytes',
    ],
  ])('rejects %s', (_, bytes, message) => {
    expect(() => parseIdx(bytes, 3, 'f')).toThrow(message);
    expect(() => parseIdx(bytes, 3, 'f')).toThrow(DatasetFileError);
  });

  it('answers 2,000 mutated files with a result of the claimed size or with DatasetFileError', () => {
    const { integer } = random('idx mutations');
    let rejected = 0;
    for (let round = 0; round < 2000; round++) {
      // Mutations where they hurt: header bytes, lengths.
      const bytes = Buffer.from(valid).subarray(
        0,
        integer(3) === 0 ? integer(valid.length + 1) : valid.length,
      );
      for (let edits = integer(4); edits > 0 && bytes.length > 0; edits--)
        bytes[integer(Math.min(bytes.length, 17))] = [0, 1, 255, integer(256)][integer(4)]!;
      try {
        const { dimensions, values } = parseIdx(bytes, 3, 'f');
        expect(values).toHaveLength(dimensions[0]! * dimensions[1]! * dimensions[2]!);
      } catch (error) {
        expect(error).toBeInstanceOf(DatasetFileError);
        rejected++;
      }
    }
    expect(rejected).toBeGreaterThan(500);
    expect(rejected).toBeLessThan(2000);
  });
});
