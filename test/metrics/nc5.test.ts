import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { statisticsOf } from '../helpers/dataset.js';

const id = 'nc5.ood';

/** The metric for features that are exactly these class means. */
async function ood(means: number[][], oodMean?: readonly number[] | { absent: string }) {
  const features = means;
  const statistics = await statisticsOf({ features, labels: means.map((_, k) => k), classes: means.length });
  const { metrics, absent } = computeMetrics({ statistics, ...(oodMean && { oodMean }) });
  return metrics[id] ?? absent[id];
}

const means = [
  [2, 0, 0],
  [0, -3, 0],
];

describe(id, () => {
  it('is 0 for orthogonal features, 1 along every mean, whatever the sign and the scale', async () => {
    expect(await ood(means, [0, 0, 7])).toBe(0);
    expect(await ood(means, [-1, 0, 0])).toBe(0.5);
    expect(await ood(Matrix.ones(2, 3).to2DArray(), [-5, -5, -5])).toBeCloseTo(1, 15);
  });

  it('has the value computed by hand, lengths other than 1: cosines 4/5 and 3/5', async () => {
    const axes = [
      [5, 0],
      [0, 0.25],
    ];
    expect(await ood(axes, [-8, 6])).toBeCloseTo(0.7, 14);
  });

  it('is absent where an angle is undefined, and without such samples', async () => {
    expect(await ood(means, [0, 0, 0])).toBe('the mean of the out-of-distribution features is zero');
    expect(
      await ood(
        [
          [0, 0, 0],
          [0, 0, 0],
        ],
        [1, 0, 0],
      ),
    ).toMatch('class 0, 1');
    expect(await ood(means)).toBe('no out-of-distribution samples are given');
    expect(await ood(means, { absent: 'they are not finite' })).toBe('they are not finite');
  });
});
