import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { oneVsRestMargin } from '../../src/linalg/oneVsRestDistance.js';
import { numericalSoftmaxCode } from '../../src/theory/softmaxCodeSolver.js';
import { sized } from '../helpers/nightly.js';

describe('numericalSoftmaxCode', () => {
  it.each<[string, number, number, number]>([
    ['simplex', 4, 3, 4 / 3],
    ['simplex', 6, 9, 6 / 5],
    ['part of the orthoplex', 7, 4, 1],
    ['orthoplex', 10, 5, 1],
    ['pentagon', 5, 2, 1 - Math.cos((2 * Math.PI) / 5)],
    ['polygon of 13', 13, 2, 1 - Math.cos((2 * Math.PI) / 13)],
    // The five neighbors of a corner lie in a plane at height 1/√5.
    ['icosahedron', 12, 3, 1 - 1 / Math.sqrt(5)],
  ])('finds the known optimum by itself: %s, K = %d, d = %d', (_, classes, dim, optimum) => {
    const margin = oneVsRestMargin(numericalSoftmaxCode(dim, classes, 0).vectors);
    // Smoothing at the last temperature costs at most 5e-7 · ln K²; nothing exceeds the optimum.
    expect(margin).toBeGreaterThan(optimum - 5e-7 * Math.log(classes ** 2));
    expect(margin).toBeLessThan(optimum + 1e-9);
  });

  it.each([
    [3, 7, 0.789862],
    [3, 9, 2 / 3],
    [3, 10, 0.595606],
    [3, 11, 0.552786],
    // Found by this search; 0.454656 was the best known before.
    [3, 13, 0.457363],
    [4, 9, 0.837985],
    [4, 11, 0.769594],
  ])('reaches the best margin known, whatever the seed: d = %d, K = %d', (dim, classes, known) => {
    // The starts of one seed are 64 tries already.
    for (const seed of sized({ small: [0], full: [0, 'another'] })) {
      const { vectors, starts, finalists } = numericalSoftmaxCode(dim, classes, seed);
      // Known to six digits.
      expect(oneVsRestMargin(vectors)).toBeGreaterThan(known * (1 - 1e-6));
      expect([starts, finalists]).toEqual([64, 7]);
    }
  });

  it('does less of a large problem', () => {
    expect(numericalSoftmaxCode(8, 30, 0)).toMatchObject({ starts: 6, finalists: 1 });
  });

  it('is the same for the same seed', () => {
    const [a, b] = [numericalSoftmaxCode(3, 7, 5), numericalSoftmaxCode(3, 7, 5)];
    expect(a.vectors.to2DArray()).toEqual(b.vectors.to2DArray());
  });

  it('is far above random codes where no optimum is known: K = 40, d = 8', () => {
    const { vectors } = numericalSoftmaxCode(8, 40, 0);
    const margin = oneVsRestMargin(vectors);
    const { normal } = random(2);
    const atRandom = Array.from({ length: 50 }, () =>
      oneVsRestMargin(Array.from({ length: 40 }, () => Array.from({ length: 8 }, normal))),
    );
    expect(margin).toBeGreaterThan(1.3 * Math.max(...atRandom));
    // K > 2d: strictly below the orthoplex.
    expect(margin).toBeLessThan(1);
  });
});
