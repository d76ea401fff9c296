import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { matrixFrom } from '../../src/linalg/dense.js';
import { computeMetrics, type MetricResult } from '../../src/metrics/computeMetrics.js';
import type { MetricId } from '../../src/metrics/registry.js';
import { summarizeFeatures } from '../../src/statistics/summarizeFeatures.js';

const DIM = 6;
const OOD = [1, 2, 3, 4, 5, 6];

/** Metrics of features in float64, a list of rows per class, which reach the device in float32. */
async function measure(byClass: number[][][], oodMean = OOD): Promise<MetricResult> {
  const rows = byClass.flat();
  const labels = byClass.flatMap((own, k) => own.map(() => k));
  const tensors = { features: tf.tensor2d(rows), labels: tf.tensor1d(labels, 'int32') };
  try {
    const statistics = await summarizeFeatures({ ...tensors, classes: byClass.length });
    const { normal } = random('kernel');
    const kernel = matrixFrom(
      Float64Array.from({ length: DIM * byClass.length }, normal),
      DIM,
      byClass.length,
    );
    return computeMetrics({ statistics, head: { kernel, bias: null }, oodMean });
  } finally {
    tf.dispose(tensors);
  }
}

/** Samples of spread `spread` per coordinate whose float64 mean is `mean`, to 1e-16 of them. */
function cloud(mean: readonly number[], count: number, seed: string, spread = 1): number[][] {
  const { normal } = random(seed);
  const rows = Array.from({ length: count }, () => mean.map(() => spread * normal()));
  const center = mean.map((_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / count);
  return rows.map(row => row.map((x, j) => x - center[j]! + mean[j]!));
}

const axis = (j: number, length = 1) => Array.from({ length: DIM }, (_, i) => (i === j ? length : 0));
const zero = axis(0, 0);

const OF_MEANS: MetricId[] = ['nc2.cos', 'nc5.ood'];
const OF_CENTERD: MetricId[] = [
  'nc2.equiangular',
  'nc2.maxangle',
  'gnc2.uniformity.dist',
  'gnc2.uniformity.dist.variance',
  'gnc2.uniformity.log',
  'gnc2.uniformity.riesz',
  'gnc3.alignment',
  'gnc3.alignment.variance',
];

describe('a class mean that is zero in float64', () => {
  it.each([7, 100, 5000])('has no direction once its %d samples are float32', async count => {
    const { metrics, absent } = await measure([
      cloud(axis(0), count, 'a'),
      cloud(axis(1), count, 'b'),
      cloud(zero, count, 'c'),
    ]);
    for (const id of OF_MEANS) {
      expect(absent[id], id).toBe('the mean of class 2 is zero up to rounding and has no direction');
    }
    // Its centered mean is long.
    for (const id of OF_CENTERD) expect(metrics[id], id).toBeTypeOf('number');
  });

  it.each([1e-17, 1e-9])('has none either where it is %d long and its samples are exact', async length => {
    const pair = (v: number[]) => [v, v.map(x => -x)];
    const tiny = pair(axis(3, 0.7)).map((row, i) => row.map((x, j) => (j === 4 && i === 0 ? 2 * length : x)));
    const { absent } = await measure([[axis(0)], [axis(1)], tiny]);
    expect(absent['nc2.cos']).toMatch(/^the mean of class 2 is zero up to rounding/);
  });

  it.each([40, 3000])('is no geometry where all %d samples of every class are around zero', async count => {
    const { metrics, absent } = await measure(['a', 'b', 'c'].map(seed => cloud(zero, count, seed)));
    expect(absent['nc2.of']).toBe('all class means are zero');
    for (const id of [
      'nc2.etf',
      'nc2.equinorm',
      'nc1.pinv',
      'nc1.ratio',
      'nc1.cdnv',
      'nc3.dual',
      'rank.effective',
    ] as const) {
      expect(absent[id], id).toMatch(/class means coincide/);
    }
    for (const id of [...OF_MEANS, ...OF_CENTERD]) expect(metrics[id], id).toBeUndefined();
  });
});

describe('a class mean in the center of the others', () => {
  it.each([
    ['collapsed', 0],
    ['nearly collapsed', 1e-6],
    ['spread', 0.3],
  ])('has no centered direction: %s', async (_, spread) => {
    const { normal } = random('corners');
    const corners = [0, 1, 2].map(() => Array.from({ length: DIM }, normal));
    const center = zero.map((_, j) => corners.reduce((sum, corner) => sum + corner[j]! / 3, 0));
    const byClass = [...corners, center].map((mean, k) => cloud(mean, 60, `${k}`, spread));
    const { metrics, absent } = await measure(byClass);
    for (const id of OF_CENTERD) {
      expect(absent[id], id).toMatch(
        /^the centered mean of class 3 is zero( up to rounding)? and has no direction/,
      );
    }
    expect(metrics['nc2.cos']).toBeTypeOf('number');
  });
});

describe('a small class mean that is more than rounding', () => {
  it.each([1e-2, 1e-4, 1e-5])('keeps its cosine: %d of the length of its samples', async length => {
    for (let seed = 0; seed < 20; seed++) {
      const { normal } = random(`small ${seed}`);
      const means = [0, 1, 2].map(() => Array.from({ length: DIM }, () => length * normal()));
      // Float32 in float64 arithmetic is the reference: what is measured is exact numbers.
      const byClass = means.map((mean, k) =>
        cloud(mean, 50, `${seed} ${k}`, 1 / Math.sqrt(DIM)).map(row => row.map(Math.fround)),
      );
      const { metrics } = await measure(byClass);
      const exact = byClass.map(rows => zero.map((_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / 50));
      const inner = (a: number[], b: number[]) => a.reduce((sum, x, j) => sum + x * b[j]!, 0);
      const cosine = (k: number, l: number) =>
        inner(exact[k]!, exact[l]!) / Math.sqrt(inner(exact[k]!, exact[k]!) * inner(exact[l]!, exact[l]!));
      const wanted = (cosine(0, 1) + cosine(0, 2) + cosine(1, 2)) / 3;
      // Angles are wrong by what the sums are, 2⁻²³ of the samples at most, over the length of the means.
      expect(Math.abs(metrics['nc2.cos']! - wanted)).toBeLessThan((10 * 2 ** -23) / length);
      for (const id of [...OF_MEANS, ...OF_CENTERD]) expect(metrics[id], id).toBeTypeOf('number');
    }
  });

  it('keeps it at 1e-5 of the others too, where its own samples are as short', async () => {
    const short = cloud(axis(2, 1e-5), 30, 'short', 1e-6);
    const { metrics } = await measure([cloud(axis(0), 30, 'a', 0.1), cloud(axis(1), 30, 'b', 0.1), short]);
    expect(Math.abs(metrics['nc2.cos']!)).toBeLessThan(1e-5);
  });
});

describe('a row of the kernel that is rounding beside the others', () => {
  it('has no direction, and a small one has', () => {
    const kernel = (length: number) => matrixFrom([1, 0, 0, 0, 1, 0, 0, 0, length], 3, 3);
    const statistics = {
      classes: 3,
      featureDim: 3,
      samples: 3,
      counts: [1, 1, 1],
      means: matrixFrom([1, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3),
      variances: [0, 0, 0],
      scatterInSpan: null,
      meansInSpan: matrixFrom([1, 0, 0, 1, -1, -1], 3, 2),
      smallest: 0,
      nearestMeanAgreement: null,
    };
    for (const id of ['gnc2.margin', 'gnc3.alignment'] as const) {
      const of = (length: number) =>
        computeMetrics({ statistics, head: { kernel: kernel(length), bias: null } });
      expect(of(1e-17).absent[id]).toBe(
        'the weight vector of class 2 is zero up to rounding and has no direction',
      );
      expect(of(1e-5).metrics[id]).toBeTypeOf('number');
    }
  });
});
