import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { rowGram } from '../../src/linalg/product.js';
import { codeSpan } from '../../src/theory/codeSpan.js';
import { gaussian } from './settings.js';

describe('codeSpan', () => {
  it('leaves codes with no more outputs than classes as they are', () => {
    const { matrix } = gaussian(5, 3, 1);
    expect(codeSpan(matrix).codes).toBe(matrix);
    expect(codeSpan(matrix).project([1, 2, 3])).toEqual([1, 2, 3]);
  });

  it.each(['full', 'deficient'])('keeps inner products and comes back: %s rank', rank => {
    const { matrix } = gaussian(4, 9, 2);
    if (rank === 'deficient')
      matrix.setColumn(
        3,
        matrix.getColumn(0).map(x => -x),
      );
    const span = codeSpan(matrix);
    expect(span.codes.rows).toBe(4);
    const difference = Matrix.sub(rowGram(span.codes.transpose()), rowGram(matrix.transpose()));
    expect(difference.norm()).toBeLessThan(1e-14 * matrix.norm() ** 2 * 10);
    expect(Matrix.sub(span.lift(span.codes), matrix).norm()).toBeLessThan(1e-14 * 10);
    const code = matrix.getColumn(1);
    span.liftVector(span.project(code)).forEach((x, j) => {
      expect(x).toBeCloseTo(code[j]!, 13);
    });
  });
});
