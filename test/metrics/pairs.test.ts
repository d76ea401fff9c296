import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { mean, pairCosines, standardDeviation, upperTriangle } from '../../src/metrics/pairs.js';

describe('upperTriangle', () => {
  it('has one number per pair k < l', () => {
    const symmetric = new Matrix([
      [1, 2, 3],
      [2, 4, 5],
      [3, 5, 6],
    ]);
    expect(upperTriangle(symmetric)).toEqual([2, 3, 5]);
  });
});

describe('pairCosines', () => {
  it('divides by both norms, and leaves the Gram matrix alone', () => {
    const gram = new Matrix([
      [4, 3, -2],
      [3, 9, 0],
      [-2, 0, 1],
    ]);
    const before = gram.clone();
    expect(pairCosines(gram)).toEqual([0.5, -1, 0]);
    expect(gram).toEqual(before);
  });

  it('clamps what rounding pushes past ±1', () => {
    const beyond = 1 + 4 * Number.EPSILON;
    const gram = new Matrix([
      [1, beyond],
      [beyond, 1],
    ]);
    expect(pairCosines(gram)).toEqual([1]);
  });
});

describe('mean and standardDeviation', () => {
  it('are those of the population', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(standardDeviation([1, 2, 6])).toBeCloseTo(Math.sqrt(14 / 3), 14);
    expect(standardDeviation([5])).toBe(0);
  });

  it('keep a small deviation of large numbers', () => {
    expect(standardDeviation([1e9, 1e9 + 1])).toBe(0.5);
  });
});
