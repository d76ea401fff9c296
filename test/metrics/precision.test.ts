import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { metricIds } from '../../src/metrics/registry.js';
import { random } from '../../src/random.js';
import { type Dataset, measure } from '../helpers/dataset.js';
import { given } from '../helpers/givenMetrics.js';
import {
  nearestMeans,
  type ReferenceStatistics,
  range,
  referenceMetrics,
  referenceStatistics,
} from '../helpers/reference.js';

/**
 * The terminal phase: tr Σ_W / tr Σ_B down to 1e-9, class means 100 times further from zero than from one another. The
 * reference gets the same float32 features, so that only the arithmetic is compared.
 */
const OFFSET = 100;
const RATIOS = [1, 1e-3, 1e-6, 1e-9];

interface Shape {
  readonly samples: number;
  readonly classes: number;
  readonly dim: number;
}

/** Classes of unequal size, tr Σ_B ≈ 1, ‖m_G‖ ≈ 100, tr Σ_W ≈ ratio; a head near duality, its decisions not all right. */
function terminalPhase({ samples, classes, dim }: Shape, ratio: number): Dataset {
  const { normal, uniform } = random(`${samples} ${ratio}`);
  const means = range(classes).map(() => range(dim).map(() => normal() / Math.sqrt(dim)));
  const offset = OFFSET / Math.sqrt(dim);
  const sigma = Math.sqrt(ratio / dim);
  // Class k is drawn with weight 1 + k/K.
  const labels = range(samples).map(() => Math.floor(classes * (Math.sqrt(1 + 3 * uniform()) - 1)));
  const features = labels.map(k => means[k]!.map(m => Math.fround(offset + m + sigma * normal())));
  const nearest = nearestMeans(
    features,
    referenceStatistics({ features, labels, classes, weighting: 'class' }).means,
  );
  return {
    classes,
    labels,
    features,
    kernel: range(dim).map(j => means.map(mean => Math.fround(mean[j]! + 0.1 * normal()))),
    bias: means.map(() => Math.fround(normal())),
    decisions: nearest.map((k, i) => (i % 50 === 0 ? (k + 1) % classes : k)),
  };
}

/** tr Σ_W / tr Σ_B by Σhhᵀ/N − Σ_k π_k m_k m_kᵀ in float32, as it is often computed. */
async function naiveRatio({ features }: Dataset, { means, shares }: ReferenceStatistics): Promise<number> {
  const traces = tf.tidy(() => {
    const h = tf.tensor2d(features as number[][]);
    const m = tf.tensor2d(means);
    const weighted = tf.mul(m, tf.tensor2d(shares, [shares.length, 1]));
    const second = tf.div(tf.matMul(h, h, true, false), features.length);
    const ofMeans = tf.matMul(m, weighted, true, false);
    const diagonal = tf.eye(means[0]!.length);
    return tf.sum(tf.mul(tf.sub(second, ofMeans), diagonal));
  });
  const [within] = await traces.data();
  traces.dispose();
  const centre = means[0]!.map((_, j) => means.reduce((sum, mean) => sum + mean[j]! / means.length, 0));
  const between = means.flatMap(mean => mean.map((x, j) => (x - centre[j]!) ** 2 / means.length));
  return within! / between.reduce((sum, x) => sum + x, 0);
}

const computed = metricIds.filter(id => !given.includes(id));

describe.each(RATIOS)('tr Σ_W / tr Σ_B = %d', ratio => {
  const shape = { samples: 20_000, classes: 10, dim: 16 };
  const data = terminalPhase(shape, ratio);

  it('has every metric within 1e-3 of float64, in both weightings', async () => {
    for (const weighting of ['class', 'sample'] as const) {
      const { metrics } = await measure(data, weighting);
      const reference = referenceMetrics({ ...data, weighting });
      for (const id of computed) {
        const expected = reference[id]!;
        const error = Math.abs(metrics[id]! / expected - 1);
        expect(error, `${id}: ${metrics[id]}, reference ${expected}`).toBeLessThan(1e-3);
      }
    }
  });

  it('keeps the bound on the way of thousands of classes: distances from the device, or estimates', async () => {
    const reference = referenceMetrics({ ...data, weighting: 'sample' });
    const tiles = { hostClasses: 5, tileBytes: 2 ** 12 };
    const spanned = await measure(data, 'sample', tiles);
    const estimated = await measure(data, 'sample', { ...tiles, exactRank: 5, weightings: ['sample'] });
    expect(spanned.approximate).toBeUndefined();
    expect(Object.keys(estimated.approximate!)).toEqual(['nc1.pinv', 'rank.effective']);
    for (const id of computed) {
      const expected = reference[id]!;
      for (const { metrics, approximate } of [spanned, estimated]) {
        const error = Math.abs(metrics[id]! / expected - 1);
        expect(error, `${id}: ${metrics[id]}, reference ${expected}`).toBeLessThan(
          approximate?.[id]?.bound ?? 1e-3,
        );
      }
    }
    // 256 probes of a rank of 9 are not many: three standard errors.
    expect(estimated.approximate!['nc1.pinv']!.bound).toBeLessThan(0.25);
    expect(estimated.approximate!['rank.effective']!.bound).toBeLessThan(0.01);
  });

  it('is out of reach of second moments in float32', async () => {
    const naive = await naiveRatio(data, referenceStatistics({ ...data, weighting: 'class' }));
    const { metrics } = await measure(data);
    // float32 resolves ‖m‖² = 1e4 to about 1e-3: digits are lost at once, at 1e-3 the bound is missed, and no digit of
    // tr Σ_W is left below.
    const lost = { 1: 1e-6, 0.001: 1e-3 }[ratio] ?? 1;
    expect(Math.abs(naive / metrics['nc1.ratio']! - 1)).toBeGreaterThan(lost);
  });
});

describe('many samples of few classes', () => {
  it('keeps the bound where one float32 sum runs over 50,000 samples', async () => {
    const data = terminalPhase({ samples: 100_000, classes: 2, dim: 3 }, 1e-9);
    const { metrics } = await measure(data);
    const reference = referenceMetrics({ ...data, weighting: 'class' });
    for (const id of ['nc1.pinv', 'nc1.ratio', 'nc1.cdnv', 'nc3.dual', 'nc4.ncc'] as const) {
      const error = Math.abs(metrics[id]! / reference[id]! - 1);
      expect(error, `${id}: ${metrics[id]}, reference ${reference[id]}`).toBeLessThan(1e-3);
    }
  });
});
