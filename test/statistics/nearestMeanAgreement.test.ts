import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { agreement } from '../../src/statistics/nearestMeanAgreement.js';
import { type Dataset, randomDataset, statisticsOf } from '../helpers/dataset.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { nearestMeans, range, referenceStatistics } from '../helpers/reference.js';

/** Decisions equal to the class of the nearest mean in float64: agreement must then be complete. */
function bruteForce(data: Dataset): number[] {
  return nearestMeans(data.features, referenceStatistics({ ...data, weighting: 'class' }).means);
}

async function summaryAgreement(data: Dataset, predictedLabels: number[]): Promise<number> {
  return (await statisticsOf({ ...data, predictedLabels })).nearestMeanAgreement!;
}

describe('nearestMeanAgreement', () => {
  it.each([
    { counts: [40, 40, 40], dim: 8, spread: 1 },
    { counts: [5, 50, 20, 9], dim: 3, spread: 2 },
    { counts: [30, 10], dim: 1, spread: 1 },
    { counts: [9, 9, 9, 9, 9, 9, 9], dim: 2, spread: 0.7 },
  ])('finds the same nearest means as float64 distances: %j', async options => {
    const data = randomDataset({ ...options, seed: 11 });
    const nearest = bruteForce(data);
    expect(nearest).not.toEqual(data.labels);
    expect(await summaryAgreement(data, nearest)).toBe(1);
    const wrong = nearest.map((k, i) => (i < 4 ? (k + 1) % data.classes : k));
    expect(await summaryAgreement(data, wrong)).toBeCloseTo(1 - 4 / data.labels.length, 12);
  });

  it('is right where ‖h‖² − 2h·m + ‖m‖² in float32 is not: classes 1e-3 apart, 100 from zero', async () => {
    const data = randomDataset({ counts: [200, 200, 200], dim: 4, seed: 5, spread: 1 });
    const features = data.features.map(row => row.map(x => Math.fround(100 + 1e-3 * x)));
    const tight = { ...data, features };
    const { means } = referenceStatistics({ ...tight, weighting: 'class' });
    const nearest = bruteForce(tight);
    expect(await summaryAgreement(tight, nearest)).toBe(1);

    const f = Math.fround;
    const norm = (v: number[]) => v.reduce((s, x) => f(s + f(x * x)), 0);
    const inner = (v: number[], w: number[]) => v.reduce((s, x, j) => f(s + f(x * f(w[j]!))), 0);
    const naive = features.map(h => {
      const distances = means.map(m => f(f(norm(h) - f(2 * inner(h, m))) + norm(m.map(f))));
      return distances.indexOf(Math.min(...distances));
    });
    expect(naive.filter((k, i) => k !== nearest[i]).length).toBeGreaterThan(100);
  });

  it('decides a tie for the smaller class', async () => {
    // Means 0 and 2; the sample 1 of class 1 lies in the middle. All numbers are exact.
    const features = [[0], [0], [1], [3], [2]];
    const labels = [0, 0, 1, 1, 1];
    expect(await summaryAgreement({ features, labels, classes: 2 }, [0, 0, 0, 1, 1])).toBe(1);
  });

  it('says 0 where no decision is a class mean, and nothing without predicted labels', async () => {
    const data = randomDataset({ counts: [4, 4], dim: 3, seed: 1 });
    const none = data.labels.map(() => 7);
    expect(await summaryAgreement(data, none)).toBe(0);
    expect((await statisticsOf(data)).nearestMeanAgreement).toBeNull();
  });

  it('leaks no tensors', async () => {
    const { integer } = random(1);
    const data = randomDataset({ counts: [4, 4], dim: 3, seed: 1 });
    await expectNoLeakedTensors(() =>
      summaryAgreement(
        data,
        range(8).map(() => integer(2)),
      ),
    );
  });
});

describe('agreement', () => {
  it('is the share of equal entries, and exactly 1 where all are', async () => {
    const a = tf.tensor1d([0, 1, 2, 2, 1, 0, 1], 'int32');
    const b = tf.tensor1d([0, 1, 1, 2, 0, 0, 2], 'int32');
    await expectNoLeakedTensors(async () => {
      expect(await agreement(a, b)).toBe(4 / 7);
      expect(await agreement(a, a)).toBe(1);
    });
    tf.dispose([a, b]);
  });
});
