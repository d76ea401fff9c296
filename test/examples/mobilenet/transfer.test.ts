import * as tf from '@tensorflow/tfjs-core';
import { computeMetrics, summarizeFeatures } from 'tfjs-neural-collapse';
import { describe, expect, it } from 'vitest';
import {
  classPairs,
  fewShotByPair,
  geometryOf,
  pairCdnv,
  rankCorrelation,
} from '../../../examples/mobilenet/transfer.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { disposeSpace, normalClasses } from './spaces.js';

// On a line: the farther apart two classes are, the smaller their CDNV, 1/distance², and their error.
const CENTERS = [
  [0, 0],
  [0.7, 0],
  [2, 0],
  [4.5, 0],
] as const;
const run = { shots: [1, 5], tasks: 200, queries: 15, seed: 1 };

it('measures the accuracy of the nearest class mean, and the metrics', async () => {
  const space = normalClasses([[0], [2]], 5000, 1, 1);
  const { metrics, absent, nearestClassCenter } = await geometryOf(space);
  disposeSpace(space);
  // Φ(1) = 0.8413 and v/D² = 1/4; 10,000 samples: standard errors 0.004 and about 0.006.
  expect(Math.abs(nearestClassCenter - 0.8413)).toBeLessThan(0.015);
  expect(Math.abs(metrics['nc1.cdnv']! - 0.25)).toBeLessThan(0.02);
  expect(absent['nc3.dual']).toBe('no head weights are given');
});

it('finds pairs that are near each other hard, and their CDNV large', async () => {
  const [train, test] = [normalClasses(CENTERS, 300, 1, 1), normalClasses(CENTERS, 300, 1, 2)];
  const [{ summary: ofTrain }, { summary: ofTest }] = [await geometryOf(train), await geometryOf(test)];
  const { pairs, allClasses, correlation } = await fewShotByPair(test, { train: ofTrain, test: ofTest }, run);
  [train, test].forEach(disposeSpace);
  expect(pairs.map(({ classes }) => classes.join())).toEqual(['0,1', '0,2', '0,3', '1,2', '1,3', '2,3']);
  for (const { classes, cdnv, testCdnv, accuracy } of pairs) {
    // Two coordinates of variance 1: (2 + 2) / (2 D²). The mean of 300 moves by 0.06, which D = 0.7 feels twice.
    const expected = 2 / (CENTERS[classes[1]]![0] - CENTERS[classes[0]]![0]) ** 2;
    for (const value of [cdnv, testCdnv]) expect(Math.abs(value / expected - 1)).toBeLessThan(0.5);
    expect(accuracy[1]).toBeGreaterThan(accuracy[0]!);
  }
  // All classes at once: above chance, below the easiest pair.
  expect(allClasses[1]).toBeGreaterThan(0.4);
  expect(allClasses[1]).toBeLessThan(pairs[2]!.accuracy[1]!);
  for (const { train: onTrain, test: onTest } of correlation) {
    // Six pairs with distances 4.5, 3.8, 2.5, 2, 1.3 and 0.7: one swap of neighbors costs 0.057.
    expect(onTrain).toBeGreaterThan(0.88);
    expect(onTest).toBeGreaterThan(0.88);
  }
});

it('leaks nothing, also where a class is too small', async () => {
  const space = normalClasses(CENTERS, 20, 1, 1);
  const { summary } = await geometryOf(space);
  const both = { train: summary, test: summary };
  const few = { ...run, tasks: 3 };
  await expectNoLeakedTensors(() => geometryOf(space));
  await expectNoLeakedTensors(() => fewShotByPair(space, both, few));
  await expectNoLeakedTensors(() => fewShotByPair(space, both, { ...few, shots: [10] }));
  await expect(fewShotByPair(space, both, { ...few, shots: [10] })).rejects.toThrow(/received 20/);
  disposeSpace(space);
});

describe('classPairs', () => {
  it('gives every pair once', () => {
    expect(classPairs(4)).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
  });

  it('has the metric nc1.cdnv as its mean', async () => {
    const features = tf.randomNormal<tf.Rank.R2>([60, 7], 0, 1, 'float32', 4);
    const labels = tf.tensor1d(
      Array.from({ length: 60 }, (_, i) => (3 * i + (i % 5)) % 4),
      'int32',
    );
    const statistics = await summarizeFeatures({ features, labels, classes: 4 });
    tf.dispose([features, labels]);
    const pairs = classPairs(4).map(pair => pairCdnv(statistics, pair));
    const mean = pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
    const expected = computeMetrics({ statistics }).metrics['nc1.cdnv']!;
    expect(Math.abs(mean - expected)).toBeLessThan(1e-12 * expected);
  });
});

describe('rankCorrelation', () => {
  it('is Spearman’s', () => {
    // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]), the example of its documentation, with a tie
    expect(rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12);
    // Without ties 1 − 6 Σ d² / (n (n² − 1)): d = 0, 1, −1, 0
    expect(rankCorrelation([10, 20, 30, 40], [1, 3, 2, 9])).toBeCloseTo(1 - (6 * 2) / (4 * 15), 12);
  });

  it('sees only the order', () => {
    const x = [0.3, -2, 5, 1.1, 0.9];
    expect(
      rankCorrelation(
        x,
        x.map(value => Math.exp(value)),
      ),
    ).toBeCloseTo(1, 12);
    expect(
      rankCorrelation(
        x,
        x.map(value => -(value ** 3)),
      ),
    ).toBeCloseTo(-1, 12);
  });

  it('is NaN where there is no order', () => {
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNaN();
  });
});
