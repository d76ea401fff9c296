import { describe, expect, it } from 'vitest';
import { matrixLines } from '../../../cli/text/matrix.js';
import { alignTable } from '../../../cli/text/table.js';
import { columnText, fixedText, listText, numberText } from '../../../src/base/numberText.js';
import { Matrix } from '../../../src/linalg/dense.js';

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [0.1 + 0.2, '0.3'],
    [-1 / 3, '-0.33333'],
    [123456.789, '123460'],
    [1e-5, '1e-5'],
    [-1.2345678e-7, '-1.2346e-7'],
    [2.5e10, '2.5e+10'],
    [Number.POSITIVE_INFINITY, 'inf'],
  ])('%d is %s', (value, text) => expect(numberText(value)).toBe(text));

  it('nothing that rounds to zero has a sign', () => {
    expect([fixedText(-1e-9), fixedText(0), fixedText(-0.5)]).toEqual(['0.000000', '0.000000', '-0.500000']);
    expect([columnText(-0), columnText(-1e-9)]).toEqual(['0.000000', '-1.000e-9']);
  });

  it('lists are told by their common value, their numbers, or their range', () => {
    expect(listText([0.2, 0.2 + 1e-12, 0.2])).toBe('0.2 (all 3)');
    expect(listText([1, 2.5])).toBe('1, 2.5');
    expect(listText(Array.from({ length: 11 }, (_, k) => k))).toMatch(/^0 to 10 \(11 numbers/);
    expect(listText([3])).toBe('3');
  });
});

describe('tables', () => {
  it('columns are as wide as their widest cell, by characters', () => {
    const rows = [
      ['λ_b', '1'],
      ['x', '-10'],
    ];
    expect(alignTable(rows, ['left', 'right'])).toEqual(['λ_b    1', 'x    -10']);
  });

  it('what a run is called does not steer the terminal', () => {
    expect(alignTable([['\x1b[2Jrun\n', '1']], ['left', 'left'])).toEqual(['\\u001b[2Jrun\\u000a  1']);
  });

  it('a matrix with more entries than a function may have arguments is summarized', () => {
    expect(matrixLines(Matrix.identity(600))[0]).toBe('  diagonal: all 1');
  });

  it('a small matrix is printed, without rounding errors', () => {
    const lines = matrixLines(
      new Matrix([
        [1, 1e-17],
        [-2, 0.5],
      ]),
    );
    expect(lines.map(line => line.trim().split(/ +/))).toEqual([
      ['1.000000', '0.000000'],
      ['-2.000000', '0.500000'],
    ]);
  });

  it('a large matrix is summarized', () => {
    expect(matrixLines(Matrix.identity(20).mul(3))).toEqual([
      '  diagonal: all 3',
      '  off the diagonal: all 0',
    ]);
    const wide = Matrix.ones(2, 12);
    wide.set(0, 0, 13);
    expect(matrixLines(wide)).toEqual(['  entries: 1 to 13, mean 1.5']);
  });
});
