import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import {
  mapPairs,
  mean,
  meanOverPairs,
  momentsOverPairs,
  type Pairs,
  pairCosines,
  pairsOf,
  standardDeviation,
} from '../../src/metrics/pairs.js';

/** Numbers by a function; what must not count is NaN. */
const pairs = (classes: number, value: (k: number, l: number) => number): Pairs => ({
  classes,
  fillRow(k, into) {
    for (let l = 0; l < classes; l++) into[l] = l > k ? value(k, l) : Number.NaN;
  },
});

/** The number of every pair k < l. */
const listOf = ({ classes, fillRow }: Pairs): number[][] =>
  Array.from({ length: classes - 1 }, (_, k) => {
    const row = new Float64Array(classes);
    fillRow(k, row);
    return [...row.subarray(k + 1)];
  });

describe('numbers over pairs', () => {
  const symmetric = new Matrix([
    [1, 2, 3],
    [2, 4, 5],
    [3, 5, 6],
  ]);

  it('are those of a table, and functions of them', () => {
    const formula = { rows: 3, columns: 3, get: (k: number, l: number) => symmetric.get(k, l) };
    for (const table of [symmetric, formula]) {
      expect(listOf(pairsOf(table))).toEqual([[2, 3], [5]]);
      const before = symmetric.clone();
      const changed = mapPairs(pairsOf(table), (value, k, l) => 100 * value + 10 * k + l);
      expect(listOf(changed)).toEqual([[201, 302], [512]]);
      expect(symmetric).toEqual(before);
    }
  });

  it('are over the pairs k < l, each once', () => {
    const given = pairs(3, (k, l) => symmetric.get(k, l));
    expect(meanOverPairs(given)).toBe(10 / 3);
    const { mean: found, deviation, smallest } = momentsOverPairs(given);
    expect(found).toBeCloseTo(10 / 3, 14);
    expect(deviation).toBeCloseTo(standardDeviation([2, 3, 5]), 14);
    expect(smallest).toBe(2);
  });

  it('keep a small deviation of large numbers, and NaN', () => {
    expect(momentsOverPairs(pairs(3, (k, l) => 1e9 + k + l)).deviation).toBeCloseTo(Math.sqrt(2 / 3), 9);
    expect(momentsOverPairs(pairs(3, (_, l) => (l === 1 ? Number.NaN : 1))).smallest).toBeNaN();
  });
});

describe('momentsOverPairs', () => {
  it.each([2, 3, 7, 40])('are those of the list of all pairs of %d classes', classes => {
    const value = (k: number, l: number) => Math.sin(3 * k + l ** 2) + 100;
    const list: number[] = [];
    for (let k = 0; k < classes; k++) for (let l = k + 1; l < classes; l++) list.push(value(k, l));
    const found = momentsOverPairs(pairs(classes, value));
    expect(found.mean).toBeCloseTo(mean(list), 12);
    expect(found.deviation).toBeCloseTo(standardDeviation(list), 12);
    expect(found.smallest).toBe(Math.min(...list));
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
    expect(listOf(pairCosines(gram))).toEqual([[0.5, -1], [0]]);
    expect(gram).toEqual(before);
  });

  it('clamps what rounding pushes past ±1', () => {
    const beyond = 1 + 4 * Number.EPSILON;
    const gram = new Matrix([
      [1, beyond],
      [beyond, 1],
    ]);
    expect(listOf(pairCosines(gram))).toEqual([[1]]);
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
