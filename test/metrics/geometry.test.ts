import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { rowOf, squareView } from '../../src/linalg/matrixView.js';
import { dot, geometryOf, withoutDirection } from '../../src/metrics/geometry.js';
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
    const byClass = geometryOf(statistics, 'class');
    expect(byClass.weights).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(byClass.centeredMeans.get(2, 1)).toBeCloseTo(8 / 3, 12);
    const bySample = geometryOf(statistics, 'sample');
    expect(bySample.weights).toEqual([0.25, 0.25, 0.5]);
    expect(bySample.centeredMeans.to2DArray()).toEqual([
      [-3, -2],
      [1, -2],
      [1, 2],
    ]);
    expect(bySample.centeredNorms).toEqual([13, 5, 5].map(Math.sqrt));
    // 13/4 + 5/4 + 5/2
    expect(bySample.betweenTrace).toBeCloseTo(7, 12);
    expect(bySample.gram).toEqual(byClass.gram);
  });

  it('has the eigenvalues of Σ_B, which sum to its trace, and coordinates that diagonalize it', async () => {
    const statistics = await statisticsOf(randomDataset({ counts: [3, 9, 4, 5], dim: 7, seed: 1 }));
    for (const weighting of ['class', 'sample'] as const) {
      const { between, betweenTrace, weights } = geometryOf(statistics, weighting);
      expect(between.values).toHaveLength(3);
      expect(between.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(betweenTrace, 12);
      const center = Matrix.rowVector(weights as number[]).mmul(statistics.meansInSpan);
      const rows = statistics.meansInSpan.clone().subRowVector(center).mmul(between.vectors);
      const weighted = rows.clone().mulColumnVector(weights as number[]);
      const inEigenbasis = rows.transpose().mmul(weighted);
      expect(Matrix.sub(inEigenbasis, Matrix.diag(between.values)).norm()).toBeLessThan(1e-12);
    }
  });

  it('has two eigenvalues for a square, and none where all means coincide', async () => {
    const { between } = geometryOf(await statisticsOf(collapsed(square)), 'class');
    expect(between.values.map(value => Math.round(1e12 * value) / 1e12)).toEqual([0.5, 0.5]);
    const none = geometryOf(await statisticsOf(collapsed([[1], [1]])), 'class');
    expect([none.between.values, none.betweenTrace]).toEqual([[], 0]);
  });
});

/** Σ_j (x_j − c_j)(y_j − c_j) */
const innerAround = (center: readonly number[], x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, value, j) => sum + (value - center[j]!) * (y[j]! - center[j]!), 0);

describe('geometry of many classes', () => {
  const means = [
    [1, 5, -2],
    [0, -3, 4],
    [7, 0.5, 0.25],
    [-2, -2, 8],
  ];

  it('has Gram matrices from the distances, entry by entry and row by row', async () => {
    const few = await statisticsOf(collapsed(means, [1, 2, 3, 2]));
    const squared = (k: number, l: number) =>
      means[k]!.reduce((sum, x, j) => sum + (x - means[l]![j]!) ** 2, 0);
    const distances = squareView(4, squared);
    const { gram, centeredGram, distances: kept } = geometryOf({ ...few, distances }, 'sample');
    expect(kept).toBe(distances);
    const center = [0, 1, 2].map(j => means.reduce((sum, m, k) => sum + [1, 2, 3, 2][k]! * m[j]!, 0) / 8);
    for (const [table, around] of [
      [gram, [0, 0, 0]],
      [centeredGram, center],
    ] as const) {
      for (let k = 0; k < 4; k++) {
        const row = rowOf(table, k);
        expect(row).toHaveLength(4);
        for (let l = 0; l < 4; l++) {
          // Float64 sums of numbers below 100.
          const expected = innerAround(around, means[k]!, means[l]!);
          expect(table.get(k, l)).toBeCloseTo(expected, 12);
          expect(row[l]).toBeCloseTo(expected, 12);
        }
      }
    }
  });

  it('has the estimates of its own weighting, and the reason where only the other was asked for', async () => {
    const absent = { absent: 'for the test' };
    const estimate = { pinvTrace: absent, effectiveRank: absent, rank: 2 };
    const few = await statisticsOf(collapsed(means));
    const many = { ...few, spectrum: { class: estimate } };
    expect(geometryOf(many, 'class').spectrum).toBe(estimate);
    const reason = { absent: "not estimated for weighting 'sample'" };
    expect(geometryOf(many, 'sample').spectrum).toEqual({
      pinvTrace: reason,
      effectiveRank: reason,
      rank: 3,
    });
    const wide = { ...many, featureDim: 10 };
    expect(geometryOf(wide, 'sample').spectrum!.rank).toBe(3);
    expect(geometryOf({ ...many, featureDim: 2 }, 'sample').spectrum!.rank).toBe(2);
    expect(geometryOf(few, 'class').spectrum).toBeNull();
  });

  it('has eigenvalues in falling order, with their vectors, where the coordinates are in another', async () => {
    const statistics = await statisticsOf(collapsed(square));
    const meansInSpan = new Matrix([
      [1, 0, 0],
      [-1, 0, 0],
      [0, 3, 2],
      [0, -3, -2],
      [0, 3, -2],
      [0, -3, 2],
    ]);
    const counts = [1, 1, 1, 1, 1, 1];
    const { between } = geometryOf({ ...statistics, counts, samples: 6, meansInSpan }, 'class');
    // Columns: 2/6, 36/6 and 16/6, with no products between them.
    [6, 16 / 6, 2 / 6].forEach((value, j) => {
      expect(between.values[j]).toBeCloseTo(value, 14);
    });
    const sizes = between.vectors.to2DArray().map(row => row.map(Math.abs));
    expect(sizes).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });
});

describe('geometry in small and large units', () => {
  it.each([2 ** -40, 2 ** 40])(
    'has the eigenvalues of a Σ_B that is not diagonal: units of %d',
    async unit => {
      const statistics = await statisticsOf(collapsed(square));
      // Along (1, 1) 2·9·2/4 = 9, along (1, −1) 2·1·2/4 = 1.
      const meansInSpan = new Matrix([
        [3, 3],
        [-3, -3],
        [1, -1],
        [-1, 1],
      ]).mul(unit);
      const { between } = geometryOf({ ...statistics, meansInSpan }, 'class');
      [9, 1].forEach((value, j) => {
        expect(between.values[j]! / unit ** 2).toBeCloseTo(value, 13);
      });
    },
  );
});

describe('dot', () => {
  it('is the inner product', () => {
    expect(dot([1, 2, 3], [4, 5, 6])).toBe(32);
  });
});

it('withoutDirection names the classes of norm zero or NaN', () => {
  expect(withoutDirection([1, 1e-300], 'the mean')).toBeNull();
  expect(withoutDirection([1, 0, 2, Number.NaN], 'the mean')).toEqual({
    absent: 'the mean of class 1, 3 is zero and has no direction',
  });
});
