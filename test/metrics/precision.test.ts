import { describe, expect, it } from 'vitest';
import { matrixFrom } from '../../src/linalg/dense.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import type { MetricId } from '../../src/metrics/registry.js';
import { metricIds } from '../../src/metrics/registry.js';
import type { SummaryLimits } from '../../src/statistics/classSummary.js';
import { summarizeFeatures } from '../../src/statistics/summarizeFeatures.js';
import { given } from '../helpers/givenMetrics.js';
import { BAR, precisionSuite, RATIOS } from '../helpers/precisionSuite.js';
import { nearestMeans, range, referenceStatistics } from '../helpers/reference.js';
import { type Reference, referenceOf } from '../helpers/referenceOf.js';
import { onDevice } from '../helpers/statisticsWays.js';
import {
  nearestMeansOf,
  type Samples,
  statisticsOfSamples,
  terminalPhase,
} from '../helpers/terminalPhase.js';

precisionSuite({ classes: 10, dim: 16 });

async function measure(samples: Samples, weighting: 'class' | 'sample', limits: Partial<SummaryLimits> = {}) {
  const { classes, dim, kernel, bias } = samples;
  const statistics = await onDevice(samples, device => summarizeFeatures({ ...device, limits }));
  return computeMetrics({
    statistics,
    weighting,
    head: { kernel: matrixFrom(kernel.flat(), dim, classes), bias },
  });
}

type Measured = Awaited<ReturnType<typeof measure>>;

function expectWithin(
  ids: readonly MetricId[],
  { metrics, approximate }: Measured,
  reference: Reference['metrics']['class'],
): void {
  for (const id of ids) {
    const error = Math.abs(metrics[id]! / reference[id]! - 1);
    const message = `${id}: ${metrics[id]}, reference ${reference[id]}`;
    expect(error, message).toBeLessThan(approximate?.[id]?.bound ?? BAR);
  }
}

describe.each(RATIOS)('the way of thousands of classes, tr Σ_W / tr Σ_B = %d', ratio => {
  it('keeps the bar with distances from the device, and its own bounds with estimates', async () => {
    const samples = terminalPhase({ samples: 20_000, classes: 10, dim: 16, ratio });
    const { metrics: reference } = referenceOf(samples);
    const computed = metricIds.filter(id => !given.includes(id));
    const tiles = { hostClasses: 5, tileBytes: 2 ** 12 };
    const spanned = await measure(samples, 'sample', tiles);
    const estimated = await measure(samples, 'sample', { ...tiles, exactRank: 5, weightings: ['sample'] });
    expect(spanned.approximate).toBeUndefined();
    expect(Object.keys(estimated.approximate!)).toEqual(['nc1.pinv', 'rank.effective']);
    for (const result of [spanned, estimated]) expectWithin(computed, result, reference.sample);
    // 256 probes of a rank of 9 are not many: three standard errors.
    expect(estimated.approximate!['nc1.pinv']!.bound).toBeLessThan(0.25);
    expect(estimated.approximate!['rank.effective']!.bound).toBeLessThan(0.01);
  });
});

describe('many samples of few classes', () => {
  it('keeps the bar where one float32 sum runs over 50,000 samples', async () => {
    const samples = terminalPhase({ samples: 100_000, classes: 2, dim: 3, ratio: 1e-9 });
    const ids = ['nc1.pinv', 'nc1.ratio', 'nc1.cdnv', 'nc3.dual', 'nc4.ncc'] as const;
    expectWithin(ids, await measure(samples, 'class'), referenceOf(samples).metrics.class);
  });
});

describe('the reference of many samples', () => {
  it('is that of few', () => {
    const samples = terminalPhase({ samples: 500, classes: 4, dim: 3, ratio: 0.5 });
    const { classes, dim, labels } = samples;
    const features = range(labels.length).map(i => [...samples.features.subarray(i * dim, (i + 1) * dim)]);
    const input = { features, labels: [...labels], classes, weighting: 'class' as const };
    const [fast, plain] = [statisticsOfSamples(samples), referenceStatistics(input)];
    expect([...nearestMeansOf(samples, fast.means)]).toEqual(nearestMeans(features, plain.means));
    for (const field of ['counts', 'shares', 'means', 'variances', 'within'] as const) {
      const [a, b] = [fast[field].flat(), plain[field].flat()];
      // Sums of 500 float64 numbers in another order.
      for (const [i, x] of a.entries())
        expect(Math.abs(x - b[i]!)).toBeLessThan(1e-12 * Math.abs(b[i]!) + 1e-13);
    }
  });
});
