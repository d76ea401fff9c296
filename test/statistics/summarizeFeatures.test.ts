import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { type SummarizeInput, summarizeFeatures } from '../../src/statistics/summarizeFeatures.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { randomDataset, statisticsOf } from '../helpers/dataset.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { referenceStatistics } from '../helpers/reference.js';

const data = randomDataset({ counts: [4, 2, 6], dim: 5, seed: 8 });

/** The input of `data` with parts replaced; disposes the tensors after the call. */
async function attempt(replace: () => Partial<SummarizeInput>): Promise<unknown> {
  const input = {
    features: tf.tensor2d(data.features.flat(), [12, 5]),
    labels: tf.tensor1d([...data.labels], 'int32'),
    classes: 3,
  };
  const replaced = { ...input, ...replace() };
  try {
    return await summarizeFeatures(replaced);
  } finally {
    tf.dispose([input, replaced] as unknown as tf.TensorContainer);
  }
}

const withFeature = (value: number) => () => {
  const features = data.features.map((row, i) =>
    data.labels[i] === 1 ? [value, ...row.slice(1)] : [...row],
  );
  return { features: tf.tensor2d(features) };
};

const bad: Record<string, [() => Partial<SummarizeInput>, Parameters<typeof expectArgumentError>[1]]> = {
  'features of rank 1': [
    () => ({ features: tf.zeros([12]) as unknown as tf.Tensor2D }),
    { where: 'summarizeFeatures', argument: 'features', requirement: '[N, d]', received: '[12]' },
  ],
  'no samples': [
    () => ({ features: tf.zeros([0, 5]) }),
    { where: 'summarizeFeatures', argument: 'features', requirement: 'at least one row', received: '[0, 5]' },
  ],
  'too few labels': [
    () => ({ labels: tf.zeros([11], 'int32') }),
    { where: 'summarizeFeatures', argument: 'labels', requirement: 'shape [12]', received: '[11]' },
  ],
  'one-hot labels': [
    () => ({ labels: tf.zeros([12, 3], 'int32') as unknown as tf.Tensor1D }),
    { where: 'summarizeFeatures', argument: 'labels', requirement: 'shape [12]', received: '[12, 3]' },
  ],
  'predicted labels of another length': [
    () => ({ predictedLabels: tf.zeros([3], 'int32') }),
    { where: 'summarizeFeatures', argument: 'predictedLabels', requirement: 'shape [12]', received: '[3]' },
  ],
  'one class': [
    () => ({ classes: 1 }),
    { where: 'summarizeFeatures', argument: 'classes', requirement: 'at least 2', received: '1' },
  ],
  'NaN classes': [
    () => ({ classes: Number.NaN }),
    { where: 'summarizeFeatures', argument: 'classes', requirement: 'an integer', received: 'NaN' },
  ],
  'a label too large': [
    () => ({ labels: tf.tensor1d([0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 0, 1], 'int32') }),
    { where: 'summarizeFeatures', argument: 'labels', requirement: '0..2', received: '1 of 12' },
  ],
  'a negative label': [
    () => ({ labels: tf.tensor1d([0, 1, 2, -1, -1, 1, 2, 0, 1, 2, 0, 1], 'int32') }),
    { where: 'summarizeFeatures', argument: 'labels', requirement: '0..2', received: '2 of 12' },
  ],
  'NaN features': [
    withFeature(Number.NaN),
    {
      where: 'summarizeFeatures',
      argument: 'features',
      requirement: 'finite',
      received: 'NaN or infinite values in 2 of class 1',
    },
  ],
  'infinite features': [
    withFeature(Number.POSITIVE_INFINITY),
    { where: 'summarizeFeatures', argument: 'features', requirement: 'finite', received: 'in 2 of class 1' },
  ],
};

it('is the example of its documentation', async () => {
  const features = tf.tensor2d([1, 0.1, 1, -0.1, -1, 0.1, -1, -0.1], [4, 2]);
  const labels = tf.tensor1d([0, 0, 1, 1], 'int32');
  const statistics = await summarizeFeatures({ features, labels, classes: 2 });
  tf.dispose([features, labels]);
  expect(statistics.means.to2DArray()).toEqual([
    [1, 0],
    [-1, 0],
  ]);
  expect(computeMetrics({ statistics }).metrics['nc1.ratio']).toBeCloseTo(0.01, 6);
});

describe('summarizeFeatures', () => {
  it('has the numbers of the definition', async () => {
    const statistics = await statisticsOf(data);
    const reference = referenceStatistics({ ...data, weighting: 'class' });
    const { classes, featureDim, samples, counts } = statistics;
    expect({ classes, featureDim, samples, counts }).toEqual({
      classes: 3,
      featureDim: 5,
      samples: 12,
      counts: [4, 2, 6],
    });
    // Float32 sums of a few numbers below 4.
    reference.means.flat().forEach((m, i) => {
      expect(statistics.means.to1DArray()[i]).toBeCloseTo(m, 6);
    });
    reference.variances.forEach((v, k) => {
      expect(statistics.variances[k]! / v).toBeCloseTo(1, 5);
    });
    expect([statistics.scatterInSpan!.rows, statistics.meansInSpan.columns]).toEqual([2, 2]);
  });

  it('takes what is left of a model: int32 labels of any tensor, features unchanged and alive', async () => {
    const features = tf.tensor2d(data.features.flat(), [12, 5]);
    const labels = tf.tensor1d([...data.labels], 'int32');
    await summarizeFeatures({ features, labels, classes: 3 });
    expect([...(await features.data())]).toEqual(data.features.flat());
    expect([...(await labels.data())]).toEqual(data.labels);
    tf.dispose([features, labels]);
  });

  it('names the class without samples', async () => {
    const empty = () => ({
      labels: tf.tensor1d(
        data.labels.map(y => (y === 1 ? 0 : y)),
        'int32',
      ),
    });
    await expect(attempt(empty)).rejects.toThrow(/^summarizeFeatures: .*3 classes.*class 1 has none$/);
  });

  it.each(Object.entries(bad))('rejects %s', async (_, [replace, parts]) => {
    await expectArgumentError(() => attempt(replace), parts);
  });

  it('leaks no tensors', async () => {
    await expectNoLeakedTensors(() => statisticsOf({ ...data, predictedLabels: data.labels }));
  });

  it.each(Object.entries(bad))('leaks no tensors for %s', async (_, [replace]) => {
    await expectNoLeakedTensors(() => attempt(replace));
  });
});
