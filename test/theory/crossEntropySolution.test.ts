import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { smoothedOneHot } from '../../src/theory/crossEntropySolution.js';
import { codes, gaussian, oneHot, smoothed } from './settings.js';

describe('smoothedOneHot', () => {
  it('is the target of the right class', () => {
    expect(smoothedOneHot(oneHot(4))).toBe(1);
    expect(smoothedOneHot(smoothed(4, 0.2))).toBeCloseTo(0.85, 15);
  });

  it('takes codes in float32', () => {
    const { matrix } = smoothed(7, 0.1);
    const single = codes(
      'single',
      matrix.clone().apply(function round(this: Matrix, j: number, k: number) {
        this.set(j, k, Math.fround(this.get(j, k)));
      }),
    );
    expect(smoothedOneHot(single)).toBeCloseTo(0.9 + 0.1 / 7, 6);
  });

  it.each([
    ['other numbers', gaussian(4, 4, 1)],
    ['another width', gaussian(4, 5, 1)],
    ['an output of no class', codes('tall', Matrix.eye(5, 4))],
    ['one class of two that differs', codes('half', Matrix.diag([1, 0.5]))],
    ['one number of nine that differs', codes('nearly', Matrix.identity(3).set(0, 2, 1e-5))],
    ['no peak', codes('flat', Matrix.ones(4, 4).mul(0.25))],
    [
      'a permutation',
      codes(
        'permuted',
        new Matrix([
          [0, 1],
          [1, 0],
        ]),
      ),
    ],
  ])('is null for %s', (_, encoding) => {
    expect(smoothedOneHot(encoding)).toBeNull();
  });
});
