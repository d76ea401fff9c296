import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { geometryOf } from '../../src/metrics/geometry.js';
import { type PolygonPlane, polygonCorners, polygonPlane } from '../../src/record/polygonPlane.js';
import { collapsed, simplexEtf } from '../helpers/constructions.js';
import { randomDataset, statisticsOf } from '../helpers/dataset.js';

async function planeOf(data: Parameters<typeof statisticsOf>[0], weighting: 'class' | 'sample' = 'class') {
  const statistics = await statisticsOf(data);
  const shape = geometryOf(statistics, weighting);
  const plane = polygonPlane(statistics.means, shape) as PolygonPlane;
  const centered = shape.centeredMeans.to2DArray();
  const places = centered.map(mean => (plane.directions ?? []).map(direction => dot(mean, direction)));
  return { plane, shape, statistics, centered, places };
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** Orthonormal pairs of random vectors (Gram-Schmidt). */
function randomPair(dim: number, seed: number): [number[], number[]] {
  const { normal } = random(seed);
  const u = Array.from({ length: dim }, normal);
  const right = u.map(x => x / Math.hypot(...u));
  const v = Array.from({ length: dim }, normal);
  const rest = v.map((x, i) => x - dot(v, right) * right[i]!);
  return [right, rest.map(x => x / Math.hypot(...rest))];
}

describe('polygonPlane', () => {
  it.each(['class', 'sample'] as const)(
    'has the regular polygon that is nearest to the means, weighting %s',
    async weighting => {
      const data = randomDataset({ counts: [30, 10, 20, 5], dim: 6, seed: 4 });
      const { plane, shape, statistics, centered } = await planeOf(data, weighting);
      const [u, v] = plane.directions;
      for (const [value, expected] of [
        [dot(u, u), 1],
        [dot(v, v), 1],
        [dot(u, v), 0],
      ] as const)
        expect(value).toBeCloseTo(expected, 10);
      const corners = polygonCorners(4);
      // ‖C − s P Uᵀ‖² with the entries written out
      const distance = (pair: readonly (readonly number[])[], s: number) =>
        centered.reduce(
          (sum, mean, k) =>
            sum +
            mean.reduce((a, x, j) => a + (x - s * dot(corners[k]!, [pair[0]![j]!, pair[1]![j]!])) ** 2, 0),
          0,
        );
      for (const s of [0.3, 1, 4]) {
        const least = distance(plane.directions, s);
        for (let seed = 0; seed < 50; seed++) {
          expect(distance(randomPair(6, seed), s)).toBeGreaterThan(least);
          // Near it too: it is no saddle.
          const near = randomPair(6, seed).map((w, axis) =>
            w.map((x, j) => plane.directions[axis]![j]! + 1e-3 * x),
          );
          const first = near[0]!.map(x => x / Math.hypot(...near[0]!));
          const rest = near[1]!.map((x, j) => x - dot(near[1]!, first) * first[j]!);
          const second = rest.map(x => x / Math.hypot(...rest));
          expect(distance([first, second], s)).toBeGreaterThan(least - 1e-9);
        }
      }
      plane.directions.forEach((direction, axis) => {
        const between = centered.reduce(
          (sum, mean, k) => sum + shape.weights[k]! * dot(mean, direction) ** 2,
          0,
        );
        expect(plane.shares[axis]! * shape.betweenTrace).toBeCloseTo(between, 10);
      });
      plane.center.forEach((x, j) => {
        const mean = statistics.means.getColumn(j).reduce((sum, m, k) => sum + shape.weights[k]! * m, 0);
        expect(x).toBeCloseTo(mean, 10);
      });
    },
  );

  it.each([
    ['a simplex ETF', 3, simplexEtf(3, 5)],
    ['a simplex ETF', 7, simplexEtf(7, 9)],
    ['an orthogonal frame', 5, [0, 1, 2, 3, 4].map(k => [0, 1, 2, 3, 4].map(j => (j === k ? 2 : 0)))],
  ])('shows every mean of %s of %d classes at its corner', async (_, classes, means) => {
    const { plane, places } = await planeOf(collapsed(means));
    const corners = polygonCorners(classes);
    const scale = Math.hypot(...places[0]!);
    expect(scale).toBeGreaterThan(0);
    places.forEach(([x, y], k) => {
      // The means are float32.
      expect(x! / scale).toBeCloseTo(corners[k]![0], 5);
      expect(y! / scale).toBeCloseTo(corners[k]![1], 5);
    });
    // Of K − 1 directions that share tr Σ_B alike, these are two.
    expect(plane.shares[0] + plane.shares[1]).toBeCloseTo(2 / (classes - 1), 5);
  });

  it('has one direction for two classes, the first at the left, and none where the means coincide', async () => {
    const two = await planeOf(
      collapsed([
        [1, 0, 0],
        [0, 1, 0],
      ]),
    );
    expect(two.plane.directions[1]).toEqual([0, 0, 0]);
    expect(two.plane.shares[0]).toBeCloseTo(1, 6);
    expect(two.plane.shares[1]).toBe(0);
    expect(two.places[0]![0]).toBeCloseTo(-Math.SQRT1_2, 6);
    expect(two.places[1]![0]).toBeCloseTo(Math.SQRT1_2, 6);
    const same = await planeOf(
      collapsed([
        [1, 2],
        [1, 2],
      ]),
    );
    expect(same.plane).toEqual({ absent: 'all class means coincide' });
  });

  it('shows means that no polygon is like along the longest', async () => {
    // Up, left, down and right cancel: CᵀP = 0.
    const { plane, places } = await planeOf(collapsed([[2], [-2], [2], [-2]]));
    expect(plane.directions).toEqual([[1], [0]]);
    expect(places.map(([x]) => x)).toEqual([2, -2, 2, -2]);
  });
});
