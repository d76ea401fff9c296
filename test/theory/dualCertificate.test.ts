import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { Matrix } from '../../src/linalg/dense.js';
import { isAtMostOnOrthant, isCertified, scaledResidual } from '../../src/theory/dualCertificate.js';
import { findEscape } from '../../src/theory/ufmDescent.js';
import { gaussian } from './settings.js';

describe('isCertified', () => {
  it('asks for the largest singular value with linear features', () => {
    const residual = Matrix.diag([0.9, 0.5]);
    expect(isCertified(residual, 0.9, 'linear', 1e-9)).toBe(true);
    expect(isCertified(residual, 0.89, 'linear', 1e-9)).toBe(false);
  });

  it('asks for columns only where none of them point the same way and features are not negative', () => {
    // Columns (1, 0) and (−0.8, 0.6): both of length 1, singular values √1.8 and √0.2.
    const apart = new Matrix([
      [1, -0.8],
      [0, 0.6],
    ]);
    expect(isCertified(apart, 1, 'nonnegative', 1e-9)).toBe(true);
    expect(isCertified(apart, 1, 'linear', 1e-9)).toBe(false);
    expect(isCertified(apart, 0.99, 'nonnegative', 1e-9)).toBe(false);
    const alike = Matrix.mul(apart, 1).mulRowVector([1, -1]);
    expect(isCertified(alike, 1, 'nonnegative', 1e-9)).toBe(false);
    expect(isCertified(alike, Math.sqrt(1.8), 'nonnegative', 1e-9)).toBe(true);
  });
});

describe('isCertified of nonnegative features', () => {
  it('asks it of every column and every pair', () => {
    // Column 1 is short, column 0 is not: v = e_0 has ‖Rv‖ = 1.
    expect(isCertified(Matrix.diag([1, 0.1]), 0.9, 'nonnegative', 1e-9)).toBe(false);
    expect(isCertified(Matrix.diag([1, 0.1]), 1, 'nonnegative', 0)).toBe(true);
  });

  it.each([1e-4, 1, 1e4])('allows inner products up to tolerance·τ², in units of %d', unit => {
    const columns = (cosine: number) =>
      new Matrix([
        [1, cosine],
        [0, Math.sqrt(1 - cosine ** 2)],
      ]).mul(unit);
    // Below the singular value √(1 + cosine) that would prove it.
    const tau = unit * (1 + 1e-9);
    expect(isCertified(columns(0.9e-3), tau, 'nonnegative', 1e-3)).toBe(true);
    expect(isCertified(columns(3e-3), tau, 'nonnegative', 1e-3)).toBe(false);
  });
});

describe('scaledResidual', () => {
  it('is −√π_k times the gradient in the outputs of class k', () => {
    const gradients = new Matrix([
      [1, -2],
      [3, 0.5],
    ]);
    expect(scaledResidual(gradients, [0.5, 2]).to2DArray()).toEqual([
      [-0.5, 4],
      [-1.5, -1],
    ]);
    expect(gradients.get(0, 0)).toBe(1);
  });
});

describe('findEscape', () => {
  it('finds the steepest nonnegative direction of a small matrix', () => {
    for (let seed = 0; seed < 20; seed++) {
      const residual = gaussian(3, 3, `escape ${seed}`).matrix;
      let best = 0;
      // Every direction of the positive octant, in steps of half a degree.
      for (let a = 0; a <= 180; a++) {
        for (let b = 0; b <= 180; b++) {
          const [s, t] = [(a * Math.PI) / 360, (b * Math.PI) / 360];
          const v = Matrix.columnVector([Math.cos(s), Math.sin(s) * Math.cos(t), Math.sin(s) * Math.sin(t)]);
          best = Math.max(best, residual.mmul(v).norm());
        }
      }
      const found = findEscape(residual, 0)!;
      expect(found.gain).toBeGreaterThan(best * (1 - 1e-9));
      expect(Math.min(...found.direction)).toBeGreaterThanOrEqual(0);
      expect(findEscape(residual, found.gain * (1 + 1e-9))).toBeNull();
    }
  });
});

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
