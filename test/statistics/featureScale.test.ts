import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import { deviceExponent, exponentOf, rangeOf, shrinkingFactor } from '../../src/statistics/featureScale.js';
import { summarizeFeatures } from '../../src/statistics/summarizeFeatures.js';
import { scaleSuite } from '../helpers/scaleSuite.js';

scaleSuite([-120, -90, -64, -37, -20, -1, 15, 16, 30, 64, 100]);

describe('the exponent of features', () => {
  it.each([
    [0, 0],
    [1, 0],
    [2 ** 15.9, 0],
    [2 ** 16, 32],
    [2 ** -16.1, -32],
    [1e-38, -96],
    [3e38, 96],
  ])('of size %d is %d, on host and device', (size, exponent) => {
    for (const [smallest, largest] of [
      [0, size],
      [-size, 0],
    ] as const) {
      expect(exponentOf(smallest, largest)).toBe(exponent);
      const onDevice = tf.tidy(
        () => deviceExponent(rangeOf(tf.tensor2d([[smallest, largest]]))).dataSync()[0],
      );
      // Zeros are the same in every unit.
      expect(onDevice).toBe(size === 0 ? -96 : exponent);
    }
  });

  it('goes up by exact powers, down to zero', () => {
    const factor = (from: number, to: number) =>
      tf.tidy(() => shrinkingFactor(tf.scalar(from), tf.scalar(to)).dataSync()[0]);
    expect([factor(0, 0), factor(-32, 0), factor(-96, 0)]).toEqual([1, 2 ** -32, 2 ** -96]);
    expect(factor(-96, 96)).toBe(0);
  });
});

/** Two classes of two samples: class 0 around (1, 0), class 1 around (0, 1), of spread 1/4. */
function example(unit: number) {
  const rows = [
    [1.25, 0],
    [0.75, 0],
    [0, 1.25],
    [0, 0.75],
  ];
  return {
    features: tf.tensor2d(rows.map(row => row.map(x => x * unit))),
    labels: tf.tensor1d([0, 0, 1, 1], 'int32'),
  };
}

describe('features whose squares leave the range of float32', () => {
  it.each([1e-30, 1e-20, 1e20, 1e30])('are measured as others are: %d', async unit => {
    const { features, labels } = example(unit);
    const statistics = await summarizeFeatures({ features, labels, classes: 2 });
    // v_k = 1/16, ‖m_0 − m_1‖² = 2; tr Σ_B = 1/2.
    expect(computeMetrics({ statistics }).metrics['nc1.ratio']).toBeCloseTo(1 / 8, 6);
    expect(statistics.variances[0]! / unit ** 2).toBeCloseTo(1 / 16, 6);
    tf.dispose([features, labels]);
  });

  it.each([
    [1, 2 ** 40],
    [2 ** 40, 1],
    [2 ** -70, 2 ** -40],
    [2 ** 90, 2 ** 60],
  ])('are merged with features of another size: %d and %d', async (first, second) => {
    const statistics = [first, second].map(unit => {
      const made = new ClassStatistics({ classes: 2, featureDim: 2 });
      const { features, labels } = example(unit);
      made.update(features, labels);
      tf.dispose([features, labels]);
      return made;
    });
    statistics[0]!.merge(statistics[1]!);
    const { means, variances } = await statistics[0]!.summary();
    // Half of the samples of each class are around (first, 0), half around (second, 0).
    const mean = (first + second) / 2;
    const variance = (first ** 2 + second ** 2) / 32 + (first - second) ** 2 / 4;
    expect(means.get(0, 0) / mean).toBeCloseTo(1, 6);
    expect(variances[1]! / variance).toBeCloseTo(1, 6);
    for (const each of statistics) each.dispose();
  });

  it('keep the sign of the smallest coordinate beside far larger ones', async () => {
    const statistics = new ClassStatistics({ classes: 2, featureDim: 1 });
    tf.tidy(() => statistics.update(tf.tensor2d([[-1e-30], [1e-30]]), tf.tensor1d([0, 1], 'int32')));
    const large = new ClassStatistics({ classes: 2, featureDim: 1 });
    tf.tidy(() => large.update(tf.tensor2d([[1e30], [2e30]]), tf.tensor1d([0, 1], 'int32')));
    statistics.merge(large);
    expect((await statistics.summary()).smallest).toBe(Math.fround(-1e-30));
    statistics.dispose();
    large.dispose();
  });

  it('go through a file', async () => {
    for (const unit of [1e-25, 1e25]) {
      const statistics = new ClassStatistics({ classes: 2, featureDim: 2 });
      const { features, labels } = example(unit);
      statistics.update(features, labels);
      const restored = ClassStatistics.fromBytes(await statistics.toBytes());
      const [before, after] = [await statistics.summary(), await restored.summary()];
      expect(after.means.to2DArray()).toEqual(before.means.to2DArray());
      expect(after.variances).toEqual(before.variances);
      expect(after.scatterInSpan!.to2DArray()).toEqual(before.scatterInSpan!.to2DArray());
      tf.dispose([features, labels]);
      for (const each of [statistics, restored]) each.dispose();
    }
  });
});
