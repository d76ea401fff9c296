import { describe, expect, it } from 'vitest';
import { parseCifarRecords } from '../../datasets/cifarDataset.js';
import { random } from '../../src/base/random.js';
import { DatasetFileError } from '../../src/files/datasetErrors.js';
import { cifarRecords } from './helpers/testFiles.js';

const pixel = (i: number, y: number, x: number, c: number) => (i * 101 + y * 31 + x * 7 + c * 67) % 256;
const TEN = { labelBytes: 1, labelAt: 0, numClasses: 10 } as const;
const FINE = { labelBytes: 2, labelAt: 1, numClasses: 100 } as const;

describe('parseCifarRecords', () => {
  it.each([
    ['CIFAR-10', [[3], [9]], TEN, [3, 9]],
    [
      'CIFAR-100, fine',
      [
        [19, 99],
        [4, 0],
      ],
      FINE,
      [99, 0],
    ],
    [
      'CIFAR-100, coarse',
      [
        [19, 99],
        [4, 0],
      ],
      { labelBytes: 2, labelAt: 0, numClasses: 20 } as const,
      [19, 4],
    ],
  ])('%s: label, and planes to interleaved channels', (_, labelBytes, layout, expected) => {
    const { images, labels } = parseCifarRecords(cifarRecords(labelBytes, pixel), layout, 'f');
    expect([...labels]).toEqual(expected);
    for (const [i, y, x, c] of [
      [0, 0, 0, 0],
      [0, 0, 0, 2],
      [1, 31, 30, 1],
      [1, 5, 17, 2],
    ] as const)
      expect(images[((i * 32 + y) * 32 + x) * 3 + c]).toBe(pixel(i, y, x, c));
  });

  it('rejects an empty file, a cut record and a label that is out of range', () => {
    const valid = cifarRecords([[3], [9]], pixel);
    const parse = (bytes: Uint8Array) => () => parseCifarRecords(bytes, TEN, 'f');
    expect(parse(new Uint8Array(0))).toThrow(
      'f: expected a multiple of 3073 bytes per record, found 0 bytes',
    );
    expect(parse(valid.subarray(0, 6145))).toThrow('found 6145 bytes');
    expect(parse(cifarRecords([[3], [10]], pixel))).toThrow(
      'f: expected labels in [0, 10), found label 10 in record 1',
    );
  });

  it('answers 2,000 mutated files with labels in range or with DatasetFileError', () => {
    const { integer } = random('cifar mutations');
    const valid = cifarRecords(
      [
        [0, 1],
        [19, 99],
      ],
      pixel,
    );
    let rejected = 0;
    for (let round = 0; round < 2000; round++) {
      const end = [valid.length, 3074, integer(valid.length + 1)][integer(3)]!;
      const bytes = Buffer.from(valid).subarray(0, end);
      for (let edits = integer(4); edits > 0; edits--) {
        const at = integer(2) * 3074 + integer(3);
        if (at < end) bytes[at] = [0, 99, 100, integer(256)][integer(4)]!;
      }
      try {
        const { images, labels } = parseCifarRecords(bytes, FINE, 'f');
        expect(images).toHaveLength(labels.length * 3072);
        expect(Math.max(...labels)).toBeLessThan(100);
      } catch (error) {
        expect(error).toBeInstanceOf(DatasetFileError);
        rejected++;
      }
    }
    expect(rejected).toBeGreaterThan(200);
    expect(rejected).toBeLessThan(2000);
  });
});
