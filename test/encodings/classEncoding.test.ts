import { describe, expect, it } from 'vitest';
import { encodingFromCodes, oneHotEncoding } from '../../src/encodings/encodingFromCodes.js';
import { isOneHot } from '../../src/encodings/oneHotCodes.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';

describe('oneHotEncoding', () => {
  it('is the identity', () => {
    const { matrix, ...rest } = oneHotEncoding(3);
    expect(rest).toEqual({ name: 'one-hot', classes: 3, dim: 3 });
    expect(matrix.to2DArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });
});

describe('encodingFromCodes', () => {
  it('has the codes as columns, copied', () => {
    const codes = [Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(5, 6)];
    const { matrix, ...rest } = encodingFromCodes(codes, 'mine');
    expect(rest).toEqual({ name: 'mine', classes: 3, dim: 2 });
    codes[0]![0] = 9;
    expect(matrix.to2DArray()).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
  });

  it('knows one-hot by its numbers, whatever the name', () => {
    const identity = encodingFromCodes([
      [1, 0],
      [0, 1],
    ]);
    expect([identity.name, isOneHot(identity)]).toEqual(['one-hot', true]);
    expect(
      isOneHot(
        encodingFromCodes(
          [
            [1, 2],
            [2, 1],
          ],
          'one-hot',
        ),
      ),
    ).toBe(false);
    expect(
      isOneHot(
        encodingFromCodes([
          [0, 1],
          [1, 0],
        ]),
      ),
    ).toBe(false);
    expect(
      isOneHot(
        encodingFromCodes([
          [1, 0, 0],
          [0, 1, 0],
        ]),
      ),
    ).toBe(false);
  });

  const where = 'encodingFromCodes';
  it.each([
    ['no list', null, 'codes', 'at least two codes', 'null'],
    ['one code', [[1, 0]], 'codes', 'at least two codes', '[[1, 0]]'],
    ['empty codes', [[], []], 'codes[0]', 'a list of numbers', '[]'],
    [
      'codes of two lengths',
      [
        [1, 0],
        [1, 0, 0],
      ],
      'codes[1]',
      '2 numbers',
      '[1, 0, 0]',
    ],
    [
      'NaN',
      [
        [1, 0],
        [Number.NaN, 1],
      ],
      'codes[1]',
      'finite',
      '[NaN, 1]',
    ],
    [
      'equal codes',
      [
        [1, 0],
        [0, 1],
        [1, 0],
      ],
      'codes',
      'distinct',
      'classes 0 and 2',
    ],
  ])('rejects %s', async (_, codes, argument, requirement, received) => {
    const parts = { where, argument, requirement, received };
    await expectArgumentError(() => encodingFromCodes(codes as number[][]), parts);
  });
});
