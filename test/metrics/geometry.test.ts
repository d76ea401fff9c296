import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { dot, geometry } from '../../src/metrics/geometry.js';
import { collapsed, square } from '../helpers/constructions.js';
import { randomDataset, statisticsOf } from '../helpers/dataset.js';

describe('geometry', () => {
  it('is that of the classes, or of the samples', async () => {
    const statistics = await statisticsOf(
      collapsed(
        [
          [0, 0],
          [4, 0],
          [4, 4],
        ],
        [1, 1, 2],
      ),
    );
    const byClass = geometry(statistics, 'class');
    expect(byClass.weights).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(byClass.centredMeans.get(2, 1)).toBeCloseTo(8 / 3, 12);
    const bySample = geometry(statistics, 'sample');
    expect(bySample.weights).toEqual([0.25, 0.25, 0.5]);
    expect(bySample.centredMeans.to2DArray()).toEqual([
      [-3, -2],
      [1, -2],
      [1, 2],
    ]);
    expect(bySample.centredNorms).toEqual([13, 5, 5].map(Math.sqrt));
    // 13/4 + 5/4 + 5/2
    expect(bySample.betweenTrace).toBeCloseTo(7, 12);
    expect(bySample.gram).toEqual(byClass.gram);
  });

  it('has the eigenvalues of Σ_B, which sum to its trace, and coordinates that diagonalise it', async () => {
    const statistics = await statisticsOf(randomDataset({ counts: [3, 9, 4, 5], dim: 7, seed: 1 }));
    for (const weighting of ['class', 'sample'] as const) {
      const { between, betweenTrace, weights } = geometry(statistics, weighting);
      expect(between.values).toHaveLength(3);
      expect(between.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(betweenTrace, 12);
      const centre = Matrix.rowVector(weights as number[]).mmul(statistics.meansInSpan);
      const rows = statistics.meansInSpan.clone().subRowVector(centre).mmul(between.vectors);
      const weighted = rows.clone().mulColumnVector(weights as number[]);
      const inEigenbasis = rows.transpose().mmul(weighted);
      expect(Matrix.sub(inEigenbasis, Matrix.diag(between.values)).norm()).toBeLessThan(1e-12);
    }
  });

  it('has two eigenvalues for a square, and none where all means coincide', async () => {
    const { between } = geometry(await statisticsOf(collapsed(square)), 'class');
    expect(between.values.map(value => Math.round(1e12 * value) / 1e12)).toEqual([0.5, 0.5]);
    const none = geometry(await statisticsOf(collapsed([[1], [1]])), 'class');
    expect([none.between.values, none.betweenTrace]).toEqual([[], 0]);
  });
});

describe('dot', () => {
  it('is the inner product', () => {
    expect(dot([1, 2, 3], [4, 5, 6])).toBe(32);
  });
});
