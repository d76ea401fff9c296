import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { isAtMostOnOrthant } from '../../src/linalg/copositive.js';
import { Matrix } from '../../src/linalg/dense.js';

/** Copositive, and not the sum of a positive semidefinite and a nonnegative matrix (A. Horn; Hall and Newman 1963). */
const HORN = new Matrix([
  [1, -1, 1, 1, -1],
  [-1, 1, -1, 1, 1],
  [1, -1, 1, -1, 1],
  [1, 1, -1, 1, -1],
  [-1, 1, 1, -1, 1],
]);

describe('isAtMostOnOrthant', () => {
  it('knows the Horn matrix for copositive, where σ_max and the signs of entries say nothing', () => {
    // vᵀ(cI − H)v ≤ c‖v‖² for all v ≥ 0, with equality at v = (1, 1, 0, 0, 0).
    const gram = (c: number) => Matrix.identity(5).mul(c).sub(HORN);
    for (const c of [1, 5]) {
      expect(isAtMostOnOrthant(gram(c), c * (1 + 1e-6))).toBe(true);
      expect(isAtMostOnOrthant(gram(c), c - 1e-3)).toBe(false);
    }
  });

  it('is what no direction that is tried contradicts, and false where one does', () => {
    const { normal, integer } = random('orthant');
    for (let i = 0; i < 60; i++) {
      const size = 2 + integer(5);
      const factor = Matrix.from1DArray(
        3,
        size,
        Array.from({ length: 3 * size }, () => normal()),
      );
      const gram = factor.transpose().mmul(factor);
      // The largest value by climbing v ← (Gv)₊ from many starts: attained, so a lower bound.
      let largest = 0;
      for (let start = 0; start < 40; start++) {
        let v = Matrix.columnVector(Array.from({ length: size }, () => Math.max(0, normal())));
        for (let step = 0; step < 60 && v.norm() > 0; step++) {
          v = v.div(v.norm());
          largest = Math.max(largest, v.transpose().mmul(gram).mmul(v).get(0, 0));
          v = gram.mmul(v);
          v = Matrix.columnVector(v.to1DArray().map(x => Math.max(0, x)));
        }
      }
      expect(isAtMostOnOrthant(gram, largest * (1 - 1e-4))).toBe(false);
      expect(isAtMostOnOrthant(gram, largest * (1 + 1e-4))).toBe(true);
    }
  });
});
