import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { random } from '../../src/random.js';
import { nearestPointInHull } from '../../src/theory/convexHull.js';
import { distancesToFaces } from '../../src/theory/convexHullFaces.js';
import { simplexEtf } from '../helpers/constructions.js';

function gaussian(count: number, dim: number, seed: number): Matrix {
  const { normal } = random(seed);
  return new Matrix(Array.from({ length: count }, () => Array.from({ length: dim }, normal)));
}

const byWolfe = (rows: number[][]) =>
  rows.map((row, k) => {
    const others = rows.filter((_, j) => j !== k);
    return nearestPointInHull(others.map(other => Float64Array.from(other, (x, a) => x - row[a]!))).distance;
  });

describe('distancesToFaces', () => {
  it.each([
    [2, 1],
    [3, 2],
    [6, 5],
    [6, 9],
    [30, 29],
    [60, 80],
  ])('agrees with Wolfe, whose answers have a proof: %d Gaussian points in %d dimensions', (count, dim) => {
    const rows = gaussian(count, dim, count + dim);
    const expected = byWolfe(rows.to2DArray());
    distancesToFaces(rows).forEach((distance, k) => {
      expect(distance, `class ${k}`).not.toBeNull();
      expect(Math.abs(distance! / expected[k]! - 1)).toBeLessThan(1e-9);
    });
  });

  it('is K/(K−1) for the simplex, whose points add up to zero', () => {
    for (const distance of distancesToFaces(new Matrix(simplexEtf(12, 12)))) {
      expect(distance).toBeCloseTo(12 / 11, 12);
    }
  });

  it('leaves more than d+1 points, and dependent ones, to the general solver', () => {
    expect(distancesToFaces(gaussian(6, 4, 1))).toEqual(new Array(6).fill(null));
    const flat = new Matrix([
      [1, 0, 0],
      [0, 1, 0],
      [-1, 0, 0],
      [0, -1, 0],
    ]);
    expect(distancesToFaces(flat)).toEqual(new Array(4).fill(null));
  });
});
