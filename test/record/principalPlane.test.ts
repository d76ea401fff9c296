import { describe, expect, it } from 'vitest';
import { geometryOf } from '../../src/metrics/geometry.js';
import { type PrincipalPlane, principalPlane } from '../../src/record/principalPlane.js';
import { collapsed, simplexEtf } from '../helpers/constructions.js';
import { randomDataset, statisticsOf } from '../helpers/dataset.js';

async function planeOf(data: Parameters<typeof statisticsOf>[0], weighting: 'class' | 'sample' = 'class') {
  const statistics = await statisticsOf(data);
  const shape = geometryOf(statistics, weighting);
  return { plane: principalPlane(statistics, shape) as PrincipalPlane, shape, statistics };
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe('principalPlane', () => {
  it.each(['class', 'sample'] as const)('has eigenvectors of Σ_B, weighting %s', async weighting => {
    const data = randomDataset({ counts: [30, 10, 20, 5], dim: 6, seed: 4 });
    const { plane, shape, statistics } = await planeOf(data, weighting);
    const [u, v] = plane.directions;
    expect(dot(u, u)).toBeCloseTo(1, 12);
    expect(dot(v, v)).toBeCloseTo(1, 12);
    expect(Math.abs(dot(u, v))).toBeLessThan(1e-6);
    const centered = shape.centeredMeans.to2DArray();
    plane.directions.forEach((direction, axis) => {
      // Σ_B u = λ u, with the entries of Σ_B written out
      const image = direction.map((_, i) =>
        centered.reduce((sum, mean, k) => sum + shape.weights[k]! * mean[i]! * dot(mean, direction), 0),
      );
      const lambda = plane.explainedVariance[axis]! * shape.betweenTrace;
      // The span is found in float32.
      image.forEach((x, i) => {
        expect(Math.abs(x - lambda * direction[i]!)).toBeLessThan(1e-5 * lambda);
      });
    });
    expect(plane.explainedVariance[0]).toBeGreaterThan(plane.explainedVariance[1]);
    plane.center.forEach((x, j) => {
      const mean = statistics.means.getColumn(j).reduce((sum, m, k) => sum + shape.weights[k]! * m, 0);
      expect(x).toBeCloseTo(mean, 10);
    });
  });

  it('shows the three means of a simplex ETF as an equilateral triangle', async () => {
    const { plane, shape } = await planeOf(collapsed(simplexEtf(3, 5)));
    const corners = shape.centeredMeans
      .to2DArray()
      .map(mean => plane.directions.map(direction => dot(mean, direction)));
    for (const [a, b] of [
      [0, 1],
      [1, 2],
      [0, 2],
    ] as const) {
      const side = Math.hypot(corners[a]![0]! - corners[b]![0]!, corners[a]![1]! - corners[b]![1]!);
      // Sides of a simplex of unit vectors: √(2 + 2/(K−1)) = √3
      expect(side).toBeCloseTo(Math.sqrt(3), 5);
    }
    expect(plane.explainedVariance[0] + plane.explainedVariance[1]).toBeCloseTo(1, 6);
  });

  it('has one direction for two classes, and none where the means coincide', async () => {
    const two = await planeOf(
      collapsed([
        [1, 0, 0],
        [0, 1, 0],
      ]),
    );
    expect(two.plane.directions[1]).toEqual([0, 0, 0]);
    expect(two.plane.explainedVariance[0]).toBeCloseTo(1, 6);
    expect(two.plane.explainedVariance[1]).toBe(0);
    const same = await planeOf(
      collapsed([
        [1, 2],
        [1, 2],
      ]),
    );
    expect(same.plane).toEqual({ absent: 'all class means coincide' });
  });
});
