import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { matrixFrom } from '../../src/linalg/dense.js';
import { computeMetrics, type MetricResult } from '../../src/metrics/computeMetrics.js';
import type { Weighting } from '../../src/metrics/geometry.js';
import { metricIds } from '../../src/metrics/registry.js';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import type { ClassSummary, SummaryLimits } from '../../src/statistics/classSummary.js';
import { summarizeFeatures } from '../../src/statistics/summarizeFeatures.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { sized } from '../helpers/nightly.js';

interface Shape {
  readonly samples: number;
  readonly classes: number;
  readonly dim: number;
  /** tr Σ_W / tr Σ_B */
  readonly ratio: number;
  /** ‖m_G‖ over the spread of the class means */
  readonly offset?: number;
  /** Standard deviations of the class means along the axes fall from 1 to this */
  readonly smallest?: number;
  /** Classes 0 and 1 are this far apart, in units of the spread */
  readonly twins?: number;
}

interface Data {
  readonly shape: Shape;
  readonly features: Float32Array;
  readonly labels: Int32Array;
  readonly predictedLabels: Int32Array;
  readonly kernel: Float32Array;
}

function dataOf(shape: Shape): Data {
  const { samples, classes, dim, ratio, offset = 1, smallest = 1, twins = 1 } = shape;
  const { normal, integer } = random(JSON.stringify(shape));
  const scales = Float64Array.from({ length: dim }, (_, j) => smallest ** (j / dim));
  const size = Math.hypot(...scales);
  const means = Float64Array.from(
    { length: classes * dim },
    (_, at) => (normal() * scales[at % dim]!) / size,
  );
  if (twins < 1)
    for (let j = 0; j < dim; j++) means[dim + j] = means[j]! + (twins * normal()) / Math.sqrt(dim);
  const labels = Int32Array.from({ length: samples }, (_, i) =>
    i < 2 * classes ? i % classes : integer(classes),
  );
  const [shift, sigma] = [offset / Math.sqrt(dim), Math.sqrt(ratio / dim)];
  const features = Float32Array.from(
    { length: samples * dim },
    (_, at) => shift + means[labels[Math.floor(at / dim)]! * dim + (at % dim)]! + sigma * normal(),
  );
  const kernel = Float32Array.from(
    { length: dim * classes },
    (_, at) => means[(at % classes) * dim + Math.floor(at / classes)]! + 0.1 * normal(),
  );
  return {
    shape,
    features,
    labels,
    predictedLabels: labels.map((k, i) => (i % 50 === 0 ? (k + 1) % classes : k)),
    kernel,
  };
}

async function summaryOf(data: Data, limits: Partial<SummaryLimits>): Promise<ClassSummary> {
  const { samples, classes, dim } = data.shape;
  const tensors = {
    features: tf.tensor2d(data.features, [samples, dim]),
    labels: tf.tensor1d(data.labels, 'int32'),
    predictedLabels: tf.tensor1d(data.predictedLabels, 'int32'),
  };
  try {
    return await summarizeFeatures({ ...tensors, classes, limits });
  } finally {
    tf.dispose(tensors);
  }
}

function metricsOf(data: Data, statistics: ClassSummary, weighting: Weighting): MetricResult {
  const { classes, dim } = data.shape;
  const head = { kernel: matrixFrom(data.kernel, dim, classes), bias: new Array(classes).fill(0.5) };
  return computeMetrics({ statistics, weighting, head });
}

const EXACT = { hostClasses: 1000 };
const LARGE = { hostClasses: 100, exactRank: 100, tileBytes: 2 ** 19 };

// Few above LARGE, from which on the way is another: the float64 decompositions of the exact way are cubic in K and d.
/** d ≥ K */
const WIDE = sized({
  small: { samples: 500, classes: 110, dim: 170 },
  full: { samples: 1500, classes: 200, dim: 280 },
});
/** K > d */
const MANY = sized({
  small: { samples: 600, classes: 160, dim: 110 },
  full: { samples: 1500, classes: 300, dim: 150 },
});

/** Above the limits of ClassStatistics, 256 classes and rank 256. Conjugate gradients take ten times longer near d = K. */
const ABOVE = { samples: 1200, classes: 260, dim: 420 };
/** For what holds at any size: limits that a few classes exceed, in several tiles. */
const FEW = { hostClasses: 30, exactRank: 30, tileBytes: 2 ** 12 };
const ABOVE_FEW = { samples: 90, classes: 33, dim: 40, ratio: 0.1 };

/** Every metric of the way of thousands of classes beside that of few classes, which has tests of its own. */
async function compare(data: Data, weighting: Weighting): Promise<MetricResult> {
  const exact = metricsOf(data, await summaryOf(data, EXACT), weighting);
  const large = metricsOf(data, await summaryOf(data, { ...LARGE, weightings: [weighting] }), weighting);
  for (const id of metricIds) {
    if (large.metrics[id] === undefined) continue;
    const error = Math.abs(large.metrics[id] / exact.metrics[id]! - 1);
    const message = `${id}: ${large.metrics[id]}, exactly ${exact.metrics[id]}`;
    expect(error, message).toBeLessThan(large.approximate?.[id]?.bound ?? 1e-3);
  }
  const found = Object.keys(large.metrics);
  expect(Object.keys(exact.metrics).filter(id => !found.includes(id))).toEqual([]);
  expect(large.rank).toBe(exact.rank);
  return large;
}

describe('hundreds of classes, on the way of thousands', () => {
  it('have the metrics of few classes where d ≥ K', async () => {
    const { approximate } = await compare(dataOf({ ...WIDE, ratio: 0.5, smallest: 0.3 }), 'sample');
    expect(approximate!['nc1.pinv']!.bound).toBeLessThan(0.05);
    expect(approximate!['rank.effective']!.bound).toBeLessThan(5e-3);
  });

  it('have them in the terminal phase, far from zero, with classes close together', async () => {
    await compare(dataOf({ ...WIDE, ratio: 1e-9, offset: 100, twins: 0.1 }), 'class');
  });

  it('have them where K > d', async () => {
    const { approximate } = await compare(dataOf({ ...MANY, ratio: 0.1 }), 'class');
    expect(approximate!['nc1.pinv']!.bound).toBeLessThan(0.05);
  });

  it('need no estimate where d is small', async () => {
    const { approximate } = await compare(dataOf({ ...MANY, dim: 40, ratio: 0.1 }), 'sample');
    expect(approximate).toBeUndefined();
  });

  it('are estimated for the weighting that was asked for, or for both where they are the same', async () => {
    const data = dataOf(ABOVE_FEW);
    const only = await summaryOf(data, { ...FEW, weightings: ['class'] });
    expect(metricsOf(data, only, 'sample').absent['nc1.pinv']).toBe("not estimated for weighting 'sample'");
    expect(metricsOf(data, only, 'class').absent['nc1.pinv']).toBeUndefined();
    const balanced = dataOf({ ...ABOVE_FEW, samples: 66 });
    const { spectrum } = await summaryOf(balanced, { ...FEW, weightings: ['class'] });
    expect(spectrum!.sample).toBe(spectrum!.class);
  });

  it('leak no tensors', async () => {
    const data = dataOf(ABOVE_FEW);
    await expectNoLeakedTensors(() => summaryOf(data, FEW));
    const nan = { ...data, features: data.features.map((x, i) => (i === 7 ? Number.NaN : x)) };
    await expect(summaryOf(nan, FEW)).rejects.toThrow('finite');
    await expectNoLeakedTensors(() => summaryOf(nan, FEW));
  });
});

describe('batches of hundreds of classes', () => {
  it('have the statistics of all samples at once', async () => {
    const { samples, classes, dim } = ABOVE;
    const data = dataOf({ ...ABOVE, ratio: 0.1 });
    const statistics = new ClassStatistics({ classes, featureDim: dim });
    const size = samples / 3;
    for (let start = 0; start < samples; start += size) {
      const features = tf.tensor2d(data.features.subarray(start * dim, (start + size) * dim), [size, dim]);
      const labels = tf.tensor1d(data.labels.subarray(start, start + size), 'int32');
      statistics.update(features, labels);
      tf.dispose([features, labels]);
    }
    const batched = metricsOf(data, await statistics.summary(), 'class');
    statistics.dispose();
    const pooled = metricsOf(data, await summaryOf(data, {}), 'class');
    for (const id of ['nc1.pinv', 'rank.effective', 'nc1.cdnv', 'nc2.etf'] as const) {
      // The same probes on both ways: float32 sums in another order.
      expect(Math.abs(batched.metrics[id]! / pooled.metrics[id]! - 1), id).toBeLessThan(1e-4);
    }
    expect(Object.keys(batched.approximate!)).toEqual(['nc1.pinv', 'rank.effective']);
  });
});
