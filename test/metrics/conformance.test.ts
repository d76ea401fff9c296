import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { permutation, random } from '../../src/base/random.js';
import type { MetricId } from '../../src/metrics/registry.js';
import type { ClassStatistics } from '../../src/statistics/classStatistics.js';
import { comparisonFor, everyMetric, idsOf, networkOf } from '../helpers/everyMetric.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { COUNTED, SUMMED } from '../helpers/metricKinds.js';
import {
  cutInto,
  type DeviceSamples,
  type Found,
  found,
  type KnownWay,
  onDevice,
  pooled,
  updated,
  updatedParts,
  WAYS,
} from '../helpers/statisticsWays.js';
import { statisticsOfSamples, terminalPhase } from '../helpers/terminalPhase.js';

/**
 * Whichever way samples come in, every metric is what it is for all of them in one piece. Nothing here is compared with a
 * reference: that all ways are right is shown in precision.test.ts.
 */
const TOTAL = 2400;
const samples = terminalPhase({ samples: TOTAL, classes: 5, dim: 7, ratio: 0.1, offset: 3 });
const comparison = comparisonFor(samples, statisticsOfSamples(samples).counts);
const batchwise: KnownWay = WAYS['updated batch by batch']!;

type Metrics = Partial<Record<MetricId, number>>;

/**
 * Relative. Float32 sums of 2,400 terms in different orders differ by a few units of 6e-8; 3e-7 is the most that was seen.
 * Everything else comes from the class means in float64. Every merge rounds the distance of two means to 6e-8 of it, and
 * of single samples that is the spread, a third of tr Σ_B's root: 2e-8 of a mean is uncertain. 2e-8 was seen in variances.
 */
function toleranceOf(id: MetricId): number {
  if (COUNTED.includes(id)) return 0;
  return SUMMED.includes(id) ? 2e-6 : 1e-7;
}

/** The metrics of what was found, which is disposed. */
async function metricsOf(result: Found, sizes: readonly number[] = [TOTAL]): Promise<Metrics> {
  const network = await onDevice(samples, device => networkOf(device, samples.losses, sizes));
  const { metrics } = await everyMetric(samples, result, network, comparison, 'sample');
  result.within?.dispose();
  return metrics;
}

function expectSame(metrics: Metrics, expected: Metrics, ids: readonly MetricId[]): void {
  for (const id of ids) {
    const error = Math.abs(metrics[id]! - expected[id]!);
    const message = `${id}: ${metrics[id]}, in one piece ${expected[id]}`;
    expect(error, message).toBeLessThanOrEqual(toleranceOf(id) * Math.abs(expected[id]!));
  }
}

/** The samples in another order; the caller's body gets them. */
async function reordered<T>(
  order: Int32Array | number[],
  body: (device: DeviceSamples) => Promise<T>,
): Promise<T> {
  const at = <A extends Int32Array>(values: A) => values.map((_, i) => values[order[i]!]!) as A;
  const { dim, features, labels, predictedLabels } = samples;
  const moved = features.map((_, i) => features[order[Math.floor(i / dim)]! * dim + (i % dim)]!);
  return await onDevice(
    { ...samples, features: moved, labels: at(labels), predictedLabels: at(predictedLabels) },
    body,
  );
}

const byClass = Array.from(samples.labels, (_, i) => i).sort(
  (i, j) => samples.labels[i]! - samples.labels[j]! || i - j,
);

/** Sizes of batches: none, single samples, some, and more than are collected before an update. */
const sizes = fc
  .array(fc.oneof(fc.constantFrom(0, 1, 1024), fc.integer({ min: 2, max: 1500 })), {
    minLength: 1,
    maxLength: 6,
  })
  .filter(list => list.some(size => size > 0) && TOTAL / Math.max(...list) < 100)
  .map(list => cutInto(TOTAL, list));

/** A fixed seed: the suite tests the same cases everywhere. */
const runs = (numRuns: number) => ({ numRuns, seed: 1979 });

/** Merges until one is left, in random pairs: any tree over any order. */
function mergeAll(parts: ClassStatistics[], seed: number): ClassStatistics {
  const { integer } = random(seed);
  const left = [...parts];
  const take = () => left.splice(integer(left.length), 1)[0]!;
  while (left.length > 1) {
    const [into, from] = [take(), take()];
    into.merge(from);
    from.dispose();
    left.push(into);
  }
  return left[0]!;
}

describe('every metric is that of all samples in one piece', () => {
  let expected: Metrics;

  beforeAll(async () => {
    expected = await metricsOf(await onDevice(samples, device => pooled(device, [TOTAL])));
  });

  it.each(Object.entries(WAYS))('for any batches: %s', async (_, known) => {
    await fc.assert(
      fc.asyncProperty(sizes, async cut => {
        const result = await onDevice(samples, device => known.way(device, cut));
        expectSame(await metricsOf(result, cut), expected, idsOf(known));
      }),
      runs(8),
    );
  });

  it.each(Object.entries(WAYS))('for any order of the samples: %s', async (_, known) => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), sizes, async (seed, cut) => {
        const result = await reordered(permutation(TOTAL, seed), device => known.way(device, cut));
        expectSame(await metricsOf(result), expected, idsOf(known));
      }),
      runs(4),
    );
  });

  it.each(Object.entries(WAYS))('for one class after the other: %s', async (_, known) => {
    const result = await reordered(byClass, device => known.way(device, cutInto(TOTAL, [64])));
    expectSame(await metricsOf(result), expected, idsOf(known));
  });

  it('for any tree of merges over parts in any order, parts of no sample among them', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer(), async (parts, seed) => {
        const result = await onDevice(samples, async device =>
          found(mergeAll(await updatedParts(device, parts), seed)),
        );
        expectSame(await metricsOf(result), expected, idsOf(batchwise));
      }),
      runs(12),
    );
  });

  it('for parts that each have classes of their own', async () => {
    const { counts } = statisticsOfSamples(samples);
    const parts = [counts[0]! + counts[1]!, counts[2]!, counts[3]! + counts[4]!];
    for (const seed of [1, 2, 3, 4]) {
      const result = await reordered(byClass, async device =>
        found(mergeAll(await updatedParts(device, parts), seed)),
      );
      expectSame(await metricsOf(result), expected, idsOf(batchwise));
    }
  });
});

describe('nothing', () => {
  it('changes no bit: an empty batch, merged with no samples, merged into none', async () => {
    await onDevice(samples, async device => {
      const statistics = await updated(device, [TOTAL]);
      const before = await statistics.toBytes();
      const none = () => updated(device, [0]);
      tf.tidy(() => statistics.update(tf.zeros([0, samples.dim]), tf.zeros([0], 'int32')));
      expect(await statistics.toBytes()).toEqual(before);
      const [from, into] = [await none(), await none()];
      statistics.merge(from);
      into.merge(statistics);
      for (const other of [statistics, into]) expect(await other.toBytes()).toEqual(before);
      for (const other of [statistics, from, into]) other.dispose();
    });
  });
});

describe('tensors', () => {
  it.each(Object.entries(WAYS))('are gone: %s', async (_, { way }) => {
    await expectNoLeakedTensors(async () => {
      const { within } = await onDevice(samples, device => way(device, cutInto(TOTAL, [700])));
      within?.dispose();
    });
  });
});
