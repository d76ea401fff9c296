import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { computeMetrics, measureFeatures, summarizeFeatures } from '../src/index.js';
import { randomDataset } from './helpers/dataset.js';
import { expectNoLeakedTensors } from './helpers/leaks.js';

const data = randomDataset({ counts: [12, 7, 9], dim: 5, seed: 3 });
const { features, labels, kernel, bias } = data;

/** The same in two calls, with the decisions of the head worked out here. */
async function theLongWay() {
  const tensors = { features: tf.tensor2d([...features]), labels: tf.tensor1d([...labels], 'int32') };
  const decided = features.map(h => {
    const logits = bias.map((b, j) => h.reduce((sum, x, p) => sum + x * kernel[p]![j]!, b));
    return logits.indexOf(Math.max(...logits));
  });
  const predictedLabels = tf.tensor1d(decided, 'int32');
  const statistics = await summarizeFeatures({ ...tensors, classes: 3, predictedLabels });
  tf.dispose([tensors.features, tensors.labels, predictedLabels]);
  const accuracy = decided.filter((k, i) => k === labels[i]).length / labels.length;
  return computeMetrics({ statistics, head: { kernel, bias }, network: { accuracy } });
}

describe('measureFeatures', () => {
  it('is what summarizeFeatures and computeMetrics give, from plain arrays', async () => {
    const wanted = await theLongWay();
    const { statistics, ...result } = await measureFeatures(features, labels, { kernel, bias });
    expect(result).toEqual(wanted);
    expect([statistics.classes, statistics.featureDim, statistics.samples]).toEqual([3, 5, 28]);
    expect(result.metrics['nc4.ncc']).toBeTypeOf('number');
  });

  it('takes tensors and typed arrays, leaves them alone, and leaks none', async () => {
    const wanted = await measureFeatures(features, labels, { kernel, bias });
    const given = [
      tf.tensor2d([...features]),
      tf.tensor1d([...labels], 'int32'),
      tf.tensor2d(kernel),
    ] as const;
    await expectNoLeakedTensors(async () => {
      const [h, y, w] = given;
      const byTensors = await measureFeatures(h, y, { kernel: w, bias: Float32Array.from(bias) });
      expect(byTensors.metrics).toEqual(wanted.metrics);
      const byArrays = await measureFeatures(
        features.map(row => Float32Array.from(row)),
        Int32Array.from(labels),
        { kernel, bias },
      );
      expect(byArrays.metrics).toEqual(wanted.metrics);
    });
    expect(given.map(tensor => tensor.isDisposed)).toEqual([false, false, false]);
    tf.dispose([...given]);
  });

  it('computes the ids that are asked for, and says why metrics of the head are absent', async () => {
    const { metrics } = await measureFeatures(features, labels, { ids: ['nc1.ratio'] });
    expect(Object.keys(metrics)).toEqual(['nc1.ratio']);
    const { absent } = await measureFeatures(features, labels);
    expect(absent['nc3.dual']).toBeTypeOf('string');
    expect(absent['nc4.ncc']).toBeTypeOf('string');
  });

  it('is the example of its documentation', async () => {
    const rows = [
      [1, 0.1],
      [1, -0.1],
      [-1, 0.1],
      [-1, -0.1],
    ];
    const { metrics } = await measureFeatures(rows, [0, 0, 1, 1]);
    expect(metrics['nc1.ratio']).toBeCloseTo(0.01, 6);
  });

  it.each([
    ['features', [[1, 2], [3]], [0, 1], {}, /features\[1\] must be 2 numbers/],
    ['labels', [[1], [2]], [0, 0.5], {}, /labels\[1\] must be a whole number, received 0.5/],
    ['as many labels', [[1], [2]], [0, 1, 1], {}, /labels must be an int32 tensor of shape \[2\]/],
    ['classes', [[1], [2]], [0, 1], { classes: 1 }, /classes must be an integer of at least 2/],
    ['one class', [[1], [2]], [0, 0], {}, /classes must be an integer of at least 2, received 1/],
    ['kernel', [[1], [2]], [0, 1], { kernel: [[1, 2, 3]] }, /measureFeatures: kernel must be 1×2/],
    ['bias', [[1], [2]], [0, 1], { kernel: [[1, 2]], bias: [1] }, /measureFeatures: bias must be null or 2/],
    ['options', [[1], [2]], [0, 1], null, /measureFeatures: options must be an object/],
    ['features', null, [0, 1], {}, /measureFeatures: features must be/],
  ])('names what is wrong with %s, and leaks nothing', async (_, rows, y, options, message) => {
    await expectNoLeakedTensors(async () => {
      const measuring = measureFeatures(rows as number[][], y, options as object);
      await expect(measuring).rejects.toThrow(message);
    });
  });
});
