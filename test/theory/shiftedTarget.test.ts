import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { rowGram } from '../../src/linalg/product.js';
import { byGram, codeSpan, exactly, shiftedTarget } from '../../src/theory/shiftedTarget.js';
import { randomMatrix } from '../helpers/randomMatrix.js';
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

const roots = (counts: readonly number[]) => {
  const total = counts.reduce((sum, n) => sum + n, 0);
  return counts.map(n => Math.sqrt(n / total));
};

describe('decompositions of the shifted target', () => {
  it.each([
    [2, 2],
    [3, 7],
    [12, 12],
  ])('agree for %d×%d', (outputs, classes) => {
    const proportions = roots(Array.from({ length: classes }, (_, k) => 1 + 3 * k));
    const shifted = shiftedTarget(
      randomMatrix(outputs, classes, 5),
      new Array(outputs).fill(0.2),
      proportions,
    );
    const [quick, exact] = [byGram(shifted, proportions), exactly(shifted, proportions)];
    expect(quick.svd).toBeNull();
    const largest = exact.values[0]!;
    exact.values.forEach((value, i) => {
      // A square is wrong by a few roundings of the largest one.
      expect(Math.abs(quick.values[i]! ** 2 - value ** 2)).toBeLessThan(1e-14 * classes * largest ** 2);
      const sign = Math.sign(
        quick.left.getColumn(i).reduce((sum, x, j) => sum + x * exact.left.get(j, i), 0),
      );
      // And a direction by that over the distance to the next one, 1e-3 at least in these.
      expect(Math.abs(sign * quick.q[i]! - exact.q[i]!)).toBeLessThan(1e-9);
    });
  });

  it('have no share of the root proportions along what the bias takes away', () => {
    const classes = 4;
    const proportions = roots([1, 2, 3, 4]);
    // b = Eπ: A(b) π^{1/2} = 0, and one singular value is zero.
    const bias = proportions.map(root => root * root);
    const shifted = shiftedTarget(Matrix.eye(classes), bias, proportions);
    const { values, q } = byGram(shifted, proportions);
    expect(values[classes - 1]).toBeLessThan(1e-7);
    expect(Math.hypot(...q.slice(0, -1))).toBeLessThan(1e-12);
    expect(q.every(Number.isFinite)).toBe(true);
  });

  it('of nothing are nothing', () => {
    const { values, q } = byGram(Matrix.zeros(3, 3), [0.5, 0.5, Math.SQRT1_2]);
    expect([...values, ...q]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
