import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { nearestPointInHull } from '../../src/linalg/convexHull.js';
import { flatDot as inner } from '../../src/linalg/flatKernels.js';
import { nearestByFaces } from '../helpers/nearestByFaces.js';

const vectors = (rows: number[][]) => rows.map(row => Float64Array.from(row));

function gaussian(count: number, dim: number, seed: number, offset: number): Float64Array[] {
  const { normal } = random(seed);
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: dim }, (_, a) => normal() + (a === 0 ? offset : 0)),
  );
}

describe('nearestPointInHull', () => {
  it.each<[string, number[][], number[], number]>([
    ['a point', [[3, 4]], [3, 4], 5],
    [
      'the inside of an edge',
      [
        [2, -1],
        [2, 3],
        [5, 0],
      ],
      [2, 0],
      2,
    ],
    [
      'a corner',
      [
        [1, 1],
        [3, 1],
        [1, 4],
      ],
      [1, 1],
      Math.SQRT2,
    ],
    [
      'the inside of a face in space',
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      [1 / 3, 1 / 3, 1 / 3],
      1 / Math.sqrt(3),
    ],
    [
      'the origin inside the hull',
      [
        [1, 1],
        [-1, 1],
        [0, -1],
      ],
      [0, 0],
      0,
    ],
    [
      'the origin on an edge',
      [
        [1, 0],
        [-1, 0],
        [0, 5],
      ],
      [0, 0],
      0,
    ],
    [
      'the origin as a corner',
      [
        [0, 0],
        [1, 2],
      ],
      [0, 0],
      0,
    ],
    [
      'equal points',
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      [1, 1],
      Math.SQRT2,
    ],
    [
      'points on a line through the origin',
      [
        [1, 2],
        [3, 6],
        [2, 4],
      ],
      [1, 2],
      Math.sqrt(5),
    ],
  ])('finds %s', (_, points, nearest, distance) => {
    const found = nearestPointInHull(vectors(points));
    nearest.forEach((x, a) => void expect(found.point[a]!).toBeCloseTo(x, 12));
    expect(found.distance).toBeCloseTo(distance, 12);
  });

  it('measures from another point, to the hull of the others', () => {
    for (const [dim, seed] of [
      [3, 1],
      [8, 2],
      [40, 3],
    ] as const) {
      const points = gaussian(20, dim, seed, 0);
      points.forEach((from, without) => {
        const differences = points.filter((_, j) => j !== without).map(p => p.map((x, a) => x - from[a]!));
        const wanted = nearestPointInHull(differences);
        const found = nearestPointInHull(points, { from, without });
        expect(Math.abs(found.distance - wanted.distance)).toBeLessThan(1e-10);
        expect(found.weights[without]).toBe(0);
        const atLeast = nearestPointInHull(points, { from, without, enough: wanted.distance / 2 });
        expect(atLeast.lowerBound).toBeGreaterThanOrEqual(wanted.distance > 1e-9 ? wanted.distance / 2 : 0);
        expect(atLeast.lowerBound).toBeLessThanOrEqual(wanted.distance + 1e-10);
      });
    }
  });

  it('agrees with the best of all faces, proves it, and gives weights that make the point', () => {
    const cases = fc.record({
      count: fc.integer({ min: 1, max: 9 }),
      dim: fc.integer({ min: 1, max: 5 }),
      seed: fc.integer({ min: 0, max: 1e6 }),
      offset: fc.constantFrom(0, 0.5, 2, 100),
    });
    fc.assert(
      fc.property(cases, ({ count, dim, seed, offset }) => {
        const points = gaussian(count, dim, seed, offset);
        const { distance, lowerBound, weights, point } = nearestPointInHull(points);
        const size = Math.sqrt(Math.max(...points.map(p => inner(p, p))));
        expect(Math.abs(distance - nearestByFaces(points))).toBeLessThan(1e-9 * size);
        expect(distance - lowerBound).toBeLessThan(1e-9 * size);
        expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
        expect(weights.reduce((s, x) => s + x, 0)).toBeCloseTo(1, 12);
        for (let a = 0; a < dim; a++) {
          const made = points.reduce((s, p, j) => s + weights[j]! * p[a]!, 0);
          expect(Math.abs(made - point[a]!)).toBeLessThan(1e-12 * size);
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it.each([
    [60, 20, 0],
    [200, 10, 1],
    [100, 99, 0.5],
    [30, 200, 0],
  ])('proves its answer for %d points in %d dimensions', (count, dim, offset) => {
    const points = gaussian(count, dim, 3, offset);
    const { distance, lowerBound } = nearestPointInHull(points);
    expect(distance - lowerBound).toBeLessThan(1e-9);
  });

  it('survives points that are nearly one', () => {
    const { normal } = random(5);
    for (const spread of [1e-4, 1e-8, 1e-12, 1e-15]) {
      const points = Array.from({ length: 12 }, () =>
        Float64Array.from({ length: 4 }, () => 1 + spread * normal()),
      );
      const { distance, lowerBound } = nearestPointInHull(points);
      expect(distance - lowerBound).toBeLessThan(1e-10);
      expect(Math.abs(distance - 2)).toBeLessThan(10 * spread + 1e-14);
    }
  });

  it.each([1e-12, 1e12])('is as exact in units of %d', unit => {
    for (let seed = 0; seed < 10; seed++) {
      const points = gaussian(12, 5, seed, 2.5);
      const { distance } = nearestPointInHull(points);
      const scaled = nearestPointInHull(points.map(p => p.map(x => x * unit)));
      expect(distance).toBeGreaterThan(0.1);
      // Both are exact to 1e-11 of the longest vector, about 5.
      expect(Math.abs(scaled.distance / unit - distance)).toBeLessThan(1e-10);
      expect(Math.abs(scaled.lowerBound / unit - distance)).toBeLessThan(1e-10);
    }
  });

  it('has the bound 0, a number, where the origin is a corner', () => {
    const { distance, lowerBound, weights } = nearestPointInHull(
      vectors([
        [3, 1],
        [0, 0],
        [1, 2],
      ]),
    );
    expect([distance, lowerBound, ...weights]).toEqual([0, 0, 0, 1, 0]);
  });
});
