import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { encodingFromFunction, encodingFromMatrix } from '../../src/encodings/encodingFromCodes.js';
import { Matrix } from '../../src/linalg/dense.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';

const rows = [
  [1, 2, 3],
  [4, 5, 7],
];

describe('encodingFromMatrix', () => {
  it('has the columns as codes, copied, from a matrix or rows', () => {
    const matrix = new Matrix(rows);
    for (const given of [matrix, rows, rows.map(row => Float64Array.from(row))]) {
      const { name, classes, dim, matrix: e } = encodingFromMatrix(given, 'mine');
      expect([name, classes, dim, e.to2DArray()]).toEqual(['mine', 3, 2, rows]);
    }
    const tensor = tf.tensor2d(rows);
    expect(encodingFromMatrix(tensor).matrix.to2DArray()).toEqual(rows);
    expect(tensor.isDisposed).toBe(false);
    tensor.dispose();
    const copied = encodingFromMatrix(matrix);
    matrix.set(0, 0, 9);
    expect(copied.matrix.get(0, 0)).toBe(1);
    expect(copied.name).toBe('custom');
  });

  it('knows what it is given', () => {
    expect(encodingFromMatrix(Matrix.identity(4)).name).toBe('one-hot');
    expect(encodingFromMatrix(Matrix.identity(4).mul(2)).name).toBe('orthogonal');
  });

  const where = 'encodingFromMatrix';
  it.each<[string, unknown, string, string, string]>([
    ['null', null, 'matrix', 'rows of K numbers', 'null'],
    ['no rows', [], 'matrix', 'rows of K numbers', '[]'],
    ['rows of two lengths', [[1, 2], [1]], 'matrix[1]', '2 numbers', '[1]'],
    ['rows that are no lists', [null, [1, 2]], 'matrix[0]', 'a list of numbers', 'null'],
    ['rows of words', [['1', '2']], 'matrix[0]', 'a list of numbers', '["1", "2"]'],
    ['empty rows', [[], []], 'matrix[0]', 'a list of numbers', '[]'],
    ['one class', [[1], [2]], 'matrix column', 'at least two codes', '[[1, 2]]'],
    ['NaN', [[1, Number.NaN]], 'matrix column[1]', 'finite', 'NaN'],
    ['numbers beyond float32', [[1, 1e39]], 'matrix column[1]', 'finite', '1e+39'],
    ['equal codes', [[1, 2, 1]], 'matrix column', 'distinct', 'classes 0 and 2'],
    ['codes equal in float32', [[1, 1 + 1e-12]], 'matrix column', 'distinct', 'classes 0 and 1'],
    ['zeros', [[0, 0]], 'matrix column', 'rank at least 1', 'all zero'],
  ])('rejects %s', async (_, matrix, argument, requirement, received) => {
    const parts = { where, argument, requirement, received };
    await expectArgumentError(() => encodingFromMatrix(matrix as number[][]), parts);
  });
});

describe('encodingFromFunction', () => {
  it('asks for the code of every class once, in order', () => {
    const asked: number[] = [];
    const encoding = encodingFromFunction(3, k => {
      asked.push(k);
      return [k, k * k];
    });
    expect(asked).toEqual([0, 1, 2]);
    expect(encoding.matrix.to2DArray()).toEqual([
      [0, 1, 2],
      [0, 1, 4],
    ]);
  });

  it.each<[string, unknown, string, string, string]>([
    ['what is no function', [1, 2], 'codeOf', 'a function', '[1, 2]'],
    ['no code', () => undefined, 'codeOf(0)', 'a list of numbers', 'undefined'],
    ['a number', (k: number) => k, 'codeOf(0)', 'a list of numbers', '0'],
    ['words', () => ['a'], 'codeOf(0)', 'a list of numbers', '["a"]'],
    ['NaN', (k: number) => [k / 0], 'codeOf(0)', 'finite', 'NaN'],
    ['codes of two lengths', (k: number) => new Array(k + 1).fill(k), 'codeOf(1)', '1 number', '[1, 1]'],
    ['equal codes', (k: number) => [k % 2], 'codeOf', 'distinct codes', 'classes 0 and 2'],
  ])('rejects %s', async (_, codeOf, argument, requirement, received) => {
    const parts = { where: 'encodingFromFunction', argument, requirement, received };
    await expectArgumentError(() => encodingFromFunction(3, codeOf as () => number[]), parts);
  });
});
