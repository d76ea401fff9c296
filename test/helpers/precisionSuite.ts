import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MetricResult } from '../../src/metrics/computeMetrics.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import type { NetworkResult } from '../../src/metrics/metric.js';
import { everyMetric, idsOf, networkOf } from './everyMetric.js';
import { sized } from './nightly.js';
import type { ReferenceMetrics, ReferenceStatistics } from './reference.js';
import { type Reference, referenceOf, WEIGHTINGS } from './referenceOf.js';
import { cutInto, type KnownWay, onDevice, pooled, UNEVEN, WAYS } from './statisticsWays.js';
import { type Samples, terminalPhase } from './terminalPhase.js';

/**
 * tr Σ_W / tr Σ_B. A lost digit costs most at the smallest ratio, so the ends also find what the ratios between them find:
 * those run at night.
 */
export const RATIOS = sized({ small: [1, 1e-9], full: [1, 1e-3, 1e-6, 1e-9] });
const SAMPLES = 60_000;
const SIZES = cutInto(SAMPLES, UNEVEN);

/** The bar, relative: "Precision" in the definitions of the metrics. */
export const BAR = 1e-3;

/**
 * The bar of accuracy on the backend in use: every metric within 1e-3 of float64 deep in the terminal phase, tr Σ_W /
 * tr Σ_B down to 1e-9 with class means 100 times further from zero than from one another, whichever way the 60,000
 * samples came in.
 */
export function precisionSuite({
  ratios = RATIOS,
  ...shape
}: {
  readonly classes: number;
  readonly dim: number;
  readonly ratios?: readonly number[];
}): void {
  describe.each(ratios)('tr Σ_W / tr Σ_B = %d', ratio => {
    let samples: Samples;
    let reference: Reference;
    let network: Required<NetworkResult>;

    beforeAll(async () => {
      samples = terminalPhase({ ...shape, samples: SAMPLES, ratio });
      reference = referenceOf(samples);
      network = await onDevice(samples, async device => await networkOf(device, samples.losses, SIZES));
    });

    it.each(Object.entries(WAYS))('has every metric within 1e-3 of float64: %s', async (_, known) => {
      for (const [weighting, { metrics }] of await measured(known, samples, reference, network)) {
        for (const id of idsOf(known)) expectWithinBar(id, metrics, reference.metrics[weighting]);
      }
    });

    it('is out of reach of second moments in float32', async () => {
      const { summary, naive } = await onDevice(samples, async device => {
        const { summary, within } = await pooled(device, SIZES);
        within?.dispose();
        return { summary, naive: await naiveWithin(device.features, reference.statistics) };
      });
      const { metrics } = computeMetrics({ statistics: summary });
      const betweenTrace = withinTrace(reference.statistics) / reference.metrics.class['nc1.ratio']!;
      expectWithinBar('nc1.ratio', metrics, reference.metrics.class);
      // float32 resolves ‖m‖² = 1e4 to about 1e-3: digits are lost at once, at 1e-3 the bar is missed, and no digit of
      // tr Σ_W is left below.
      const lost = { 1: 1e-6, 0.001: BAR }[ratio] ?? 1;
      expect(Math.abs(naive / betweenTrace / reference.metrics.class['nc1.ratio']! - 1)).toBeGreaterThan(
        lost,
      );
    });
  });
}

async function measured(
  { way }: KnownWay,
  samples: Samples,
  { comparison }: Reference,
  network: Required<NetworkResult>,
) {
  const found = await onDevice(samples, async device => await way(device, SIZES));
  const results: Array<[(typeof WEIGHTINGS)[number], MetricResult]> = [];
  for (const weighting of WEIGHTINGS) {
    results.push([weighting, await everyMetric(samples, found, network, comparison, weighting)]);
  }
  found.within?.dispose();
  return results;
}

function expectWithinBar(
  id: keyof MetricResult['metrics'],
  metrics: MetricResult['metrics'],
  reference: ReferenceMetrics,
) {
  const expected = reference[id]!;
  const error = Math.abs(metrics[id]! / expected - 1);
  expect(error, `${id}: ${metrics[id]}, reference ${expected}`).toBeLessThan(BAR);
}

/** tr Σ_W by Σhhᵀ/N − Σ_k π_k m_k m_kᵀ in float32, as it is often computed. */
async function naiveWithin(features: tf.Tensor2D, { means, shares }: ReferenceStatistics): Promise<number> {
  const trace = tf.tidy(() => {
    const m = tf.tensor2d(means);
    const weighted = tf.mul(m, tf.tensor2d(shares, [shares.length, 1]));
    const second = tf.div(tf.matMul(features, features, true, false), features.shape[0]);
    const ofMeans = tf.matMul(m, weighted, true, false);
    return tf.sum(tf.mul(tf.sub(second, ofMeans), tf.eye(means[0]!.length)));
  });
  return (await trace.data().finally(() => trace.dispose()))[0]!;
}

const withinTrace = ({ within }: ReferenceStatistics): number =>
  within.reduce((sum, row, j) => sum + row[j]!, 0);
