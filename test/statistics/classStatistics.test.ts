import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { permutation, random } from '../../src/base/random.js';
import { matrixFrom } from '../../src/linalg/dense.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { type Dataset, randomDataset, statisticsOf } from '../helpers/dataset.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { referenceMetrics } from '../helpers/reference.js';

type Rows = Pick<Dataset, 'features' | 'labels'>;

const data = randomDataset({ counts: [700, 30, 1, 444, 1025], dim: 6, seed: 3, offset: 100, spread: 0.01 });
const { classes } = data;
const featureDim = data.features[0]!.length;

/** Every metric that features and a head determine. */
const ids = ['nc1.pinv', 'nc1.ratio', 'nc1.cdnv', 'nc2.etf', 'nc2.of', 'nc3.dual', 'rank.effective'] as const;

function add(statistics: ClassStatistics, { features, labels }: Rows): ClassStatistics {
  const x = tf.tensor2d(features.flat(), [features.length, featureDim]);
  const y = tf.tensor1d([...labels], 'int32');
  statistics.update(x, y);
  tf.dispose([x, y]);
  return statistics;
}

const made = (rows: Rows, scatter = true) => add(new ClassStatistics({ classes, featureDim, scatter }), rows);

const rowsAt = (indices: ArrayLike<number>): Rows => ({
  features: Array.from(indices, i => data.features[i]!),
  labels: Array.from(indices, i => data.labels[i]!),
});

/** Consecutive pieces with the given lengths, the last one over and over. */
function pieces(indices: ArrayLike<number>, lengths: readonly number[]): Rows[] {
  const all = Array.from(indices);
  const parts: Rows[] = [];
  for (let start = 0, p = 0; start < all.length; p++) {
    const length = lengths[Math.min(p, lengths.length - 1)]!;
    parts.push(rowsAt(all.slice(start, start + length)));
    start += length;
  }
  return parts;
}

async function summarized(statistics: ClassStatistics): Promise<ClassSummary> {
  return await statistics.summary().finally(() => statistics.dispose());
}

const everything = Array.from(data.labels, (_, i) => i);
const head = { kernel: matrixFrom(data.kernel.flat(), featureDim, classes), bias: data.bias };
const metricsOf = (statistics: ClassSummary) => computeMetrics({ statistics, head }).metrics;

/** 1e-3 is what every metric promises; these data lie 100 from zero with a spread of 0.01. */
function expectReference(summary: ClassSummary): void {
  const expected = referenceMetrics({ ...data, weighting: 'class' });
  const metrics = metricsOf(summary);
  for (const id of ids) {
    expect(Math.abs(metrics[id]! / expected[id]! - 1), `${id} ${metrics[id]} ${expected[id]}`).toBeLessThan(
      1e-3,
    );
  }
}

describe('batched equals pooled', () => {
  it.each([
    ['all at once', [5000]],
    ['one by one at first', [1, 1, 1, 1, 1, 2, 3, 700]],
    ['batches of 32', [32]],
    ['batches beyond the buffer', [1500]],
  ])('%s', async (_, lengths) => {
    const statistics = new ClassStatistics({ classes, featureDim });
    for (const part of pieces(everything, lengths)) add(statistics, part);
    const summary = await summarized(statistics);
    const pooled = await statisticsOf(data);
    expect(summary.counts).toEqual(pooled.counts);
    // Means are known to 2⁻⁴⁰ of their length, on either way.
    expect(summary.means.clone().sub(pooled.means).norm()).toBeLessThan(1e-12 * pooled.means.norm());
    expectReference(summary);
  });

  it('in any order', async () => {
    const statistics = new ClassStatistics({ classes, featureDim });
    for (const part of pieces(permutation(data.labels.length, 5), [100])) add(statistics, part);
    expectReference(await summarized(statistics));
  });

  it('where classes come one after the other', async () => {
    const sorted = [...everything].sort((i, j) => data.labels[i]! - data.labels[j]!);
    const statistics = new ClassStatistics({ classes, featureDim });
    for (const part of pieces(sorted, [64])) add(statistics, part);
    expectReference(await summarized(statistics));
  });

  it('in two statistics with means far apart: what is between them is added', async () => {
    // Two samples per class at ±1: v = 1 exactly, though each half has no spread at all.
    const rows = (x: number) => ({ features: [[x], [10 + x]], labels: [0, 1] });
    const of = (x: number) => {
      const statistics = new ClassStatistics({ classes: 2, featureDim: 1 });
      const { features, labels } = rows(x);
      tf.tidy(() => statistics.update(tf.tensor2d(features), tf.tensor1d(labels, 'int32')));
      return statistics;
    };
    const [a, b] = [of(-1), of(1)];
    a.merge(b);
    b.dispose();
    const summary = await summarized(a);
    expect(summary.means.to2DArray()).toEqual([[0], [10]]);
    expect(summary.variances).toEqual([1, 1]);
    expect(summary.scatterInSpan!.get(0, 0)).toBeCloseTo(1, 6);
  });
});

describe('merge', () => {
  const thirds = () => pieces(permutation(data.labels.length, 1), [733]).map(part => made(part));

  it('is associative and commutative to rounding', async () => {
    const orders = [
      ([a, b, c]: ClassStatistics[]) => {
        a!.merge(b!);
        a!.merge(c!);
        return a!;
      },
      ([a, b, c]: ClassStatistics[]) => {
        c!.merge(b!);
        a!.merge(c!);
        return a!;
      },
      ([a, b, c]: ClassStatistics[]) => {
        c!.merge(a!);
        b!.merge(c!);
        return b!;
      },
    ];
    for (const order of orders) {
      const parts = thirds();
      const rest = parts.slice(3);
      const merged = order(parts);
      for (const part of rest) merged.merge(part);
      expectReference(await merged.summary());
      for (const part of parts) part.dispose();
    }
  });

  it('with none changes nothing, either way', async () => {
    const empty = () => new ClassStatistics({ classes, featureDim });
    const [a, none, b] = [made(data), empty(), empty()];
    const before = await a.summary();
    a.merge(none);
    b.merge(a);
    for (const statistics of [a, b]) {
      const after = await statistics.summary();
      expect(after.means.to1DArray()).toEqual(before.means.to1DArray());
      expect(after.variances).toEqual(before.variances);
    }
    for (const statistics of [a, none, b]) statistics.dispose();
  });

  it('leaves the other as it was', async () => {
    const [a, b] = thirds() as [ClassStatistics, ClassStatistics];
    const before = await b.toBytes();
    a.merge(b);
    expect(await b.toBytes()).toEqual(before);
    for (const statistics of [a, b]) statistics.dispose();
  });

  it('refuses other shapes', () => {
    const a = new ClassStatistics({ classes: 3, featureDim: 2 });
    const others = { classes: { classes: 4, featureDim: 2 }, featureDim: { classes: 3, featureDim: 5 } };
    for (const [field, shape] of Object.entries(others)) {
      const b = new ClassStatistics(shape);
      expect(() => a.merge(b)).toThrow(
        `ClassStatistics.merge: other must be statistics with the same ${field}`,
      );
      b.dispose();
    }
    a.dispose();
  });
});

describe('toBytes and fromBytes', () => {
  it('give back the same statistics, to the last bit of float32 pairs', async () => {
    const statistics = made(data);
    const bytes = await statistics.toBytes();
    const restored = ClassStatistics.fromBytes(bytes);
    expect(await restored.toBytes()).toEqual(bytes);
    expectReference(await summarized(restored));
    statistics.dispose();
  });

  it('go on from where they were stored', async () => {
    const [first, ...others] = pieces(everything, [900]);
    const start = made(first!);
    const resumed = ClassStatistics.fromBytes(await start.toBytes());
    start.dispose();
    for (const part of others) add(resumed, part);
    expectReference(await summarized(resumed));
  });

  it('keep classes without samples, which another part may have', async () => {
    const [some, others] = [data.labels.map(k => k < 2), data.labels.map(k => k >= 2)].map(mask =>
      made(rowsAt(everything.filter(i => mask[i]))),
    ) as [ClassStatistics, ClassStatistics];
    const restored = ClassStatistics.fromBytes(await some.toBytes());
    restored.merge(others);
    expectReference(await summarized(restored));
    for (const statistics of [some, others]) statistics.dispose();
  });
});

describe('without scatter', () => {
  it('knows means and variances, and says what is missing', async () => {
    const summary = await summarized(made(data, false));
    const { metrics, absent } = computeMetrics({ statistics: summary });
    const expected = referenceMetrics({ ...data, weighting: 'class' });
    expect(Math.abs(metrics['nc1.ratio']! / expected['nc1.ratio']! - 1)).toBeLessThan(1e-3);
    expect(absent['nc1.pinv']).toBe('the within-class scatter was not collected');
  });
});

describe('within', () => {
  it('is Σ_W', async () => {
    const statistics = made(data);
    const within = statistics.within()!;
    const trace = tf.tidy(() => tf.sum(tf.mul(within, tf.eye(featureDim))));
    const { variances, counts, samples } = await statistics.summary();
    const expected = variances.reduce((sum, v, k) => sum + (v * counts[k]!) / samples, 0);
    expect(Math.abs((await trace.data())[0]! / expected - 1)).toBeLessThan(1e-5);
    tf.dispose([within, trace]);
    statistics.dispose();
  });
});

describe('bad input', () => {
  const make = (options: object) => new ClassStatistics(options as never);
  const small = () => new ClassStatistics({ classes: 2, featureDim: 2 });
  const update = (statistics: ClassStatistics, rows: number[][], labels: number[]) =>
    tf.tidy(() => statistics.update(tf.tensor2d(rows), tf.tensor1d(labels, 'int32')));

  it.each([
    [{ classes: 1, featureDim: 2 }, 'ClassStatistics: classes must be an integer of at least 2, received 1'],
    [{ classes: 2, featureDim: 0 }, 'ClassStatistics: featureDim must be a positive integer, received 0'],
  ])('%j', (options, message) => {
    expect(() => make(options)).toThrow(message);
  });

  it('names features and labels of the wrong shape', () => {
    const statistics = small();
    expect(() => update(statistics, [[1, 2, 3]], [0])).toThrow(
      'ClassStatistics.update: features must be a tensor of shape [B, 2], received Tensor of shape [1, 3]',
    );
    expect(() => update(statistics, [[1, 2]], [0, 1])).toThrow(
      'ClassStatistics.update: labels must be an int32 tensor of shape [1], received Tensor of shape [2]',
    );
    statistics.dispose();
  });

  it.each([
    [[0, 2], 'labels must be integers in 0..1; 1 of 2 are not'],
    [[0, -1], 'labels must be integers in 0..1; 1 of 2 are not'],
    [[0, 0], 'every one of the 2 classes needs a sample; class 1 has none'],
  ])('labels %j show in the summary', async (labels, message) => {
    const statistics = small();
    update(
      statistics,
      [
        [1, 2],
        [3, 4],
      ],
      labels,
    );
    await expect(summarized(statistics)).rejects.toThrow(`ClassStatistics.summary: ${message}`);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'a feature %d shows with its class',
    async x => {
      const statistics = small();
      update(
        statistics,
        [
          [1, 2],
          [3, x],
          [3, -x],
        ],
        [0, 1, 1],
      );
      await expect(statistics.toBytes()).rejects.toThrow(
        /^ClassStatistics.toBytes: features must be finite.*class 1/,
      );
      statistics.dispose();
    },
  );

  it('a disposed one says so', async () => {
    const statistics = small();
    statistics.dispose();
    statistics.dispose();
    await expect(statistics.summary()).rejects.toThrow(
      'ClassStatistics.summary: these statistics have been disposed',
    );
  });
});

describe('tensors', () => {
  it('are gone after dispose', async () => {
    await expectNoLeakedTensors(async () => {
      const [a, b] = [made(data), made(rowsAt([0, 1, 2]))];
      a.merge(b);
      const restored = ClassStatistics.fromBytes(await a.toBytes());
      await restored.summary();
      for (const statistics of [a, b, restored]) statistics.dispose();
    });
  });

  it('are gone after an error and dispose', async () => {
    await expectNoLeakedTensors(async () => {
      const statistics = made({ features: data.features, labels: data.labels.map(() => 0) });
      await summarized(statistics);
    });
  });

  it('survive the tidy() that update is called in', async () => {
    const statistics = new ClassStatistics({ classes, featureDim });
    for (const part of pieces(everything, [600])) tf.tidy(() => void add(statistics, part));
    expectReference(await summarized(statistics));
  });

  it('do not grow with the number of batches', async () => {
    const statistics = new ClassStatistics({ classes: 2, featureDim: 4 });
    const { normal } = random(1);
    const batch = () =>
      tf.tidy(() =>
        statistics.update(
          tf.tensor2d(Array.from({ length: 2048 }, normal), [512, 4]),
          tf.zeros([512], 'int32'),
        ),
      );
    batch();
    batch();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 6; i++) batch();
    expect(tf.memory().numTensors).toBe(before);
    statistics.dispose();
  });
});
