import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import {
  mean,
  meanOverPairs,
  momentsOverPairs,
  pairCosine,
  standardDeviation,
} from '../../src/metrics/pairs.js';

describe('numbers over pairs', () => {
  const symmetric = new Matrix([
    [1, 2, 3],
    [2, 4, 5],
    [3, 5, 6],
  ]);
  const value = (k: number, l: number) => symmetric.get(k, l);

  it('are over the pairs k < l, each once', () => {
    expect(meanOverPairs(3, value)).toBe(10 / 3);
    const { mean: found, deviation, smallest } = momentsOverPairs(3, value);
    expect(found).toBeCloseTo(10 / 3, 14);
    expect(deviation).toBeCloseTo(standardDeviation([2, 3, 5]), 14);
    expect(smallest).toBe(2);
  });

  it('keep a small deviation of large numbers, and NaN', () => {
    expect(momentsOverPairs(3, (k, l) => 1e9 + k + l).deviation).toBeCloseTo(Math.sqrt(2 / 3), 9);
    expect(momentsOverPairs(3, (_, l) => (l === 1 ? Number.NaN : 1)).smallest).toBeNaN();
  });
});

describe('momentsOverPairs', () => {
  it.each([2, 3, 7, 40])('are those of the list of all pairs of %d classes', classes => {
    const value = (k: number, l: number) => Math.sin(3 * k + l ** 2) + 100;
    const list: number[] = [];
    for (let k = 0; k < classes; k++) for (let l = k + 1; l < classes; l++) list.push(value(k, l));
    const found = momentsOverPairs(classes, value);
    expect(found.mean).toBeCloseTo(mean(list), 12);
    expect(found.deviation).toBeCloseTo(standardDeviation(list), 12);
    expect(found.smallest).toBe(Math.min(...list));
  });
});

describe('pairCosine', () => {
  it('divides by both norms, and leaves the Gram matrix alone', () => {
    const gram = new Matrix([
      [4, 3, -2],
      [3, 9, 0],
      [-2, 0, 1],
    ]);
    const before = gram.clone();
    const cosine = pairCosine(gram);
    expect([cosine(0, 1), cosine(0, 2), cosine(1, 2)]).toEqual([0.5, -1, 0]);
    expect(gram).toEqual(before);
  });

  it('clamps what rounding pushes past ±1', () => {
    const beyond = 1 + 4 * Number.EPSILON;
    const gram = new Matrix([
      [1, beyond],
      [beyond, 1],
    ]);
    expect(pairCosine(gram)(0, 1)).toBe(1);
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
