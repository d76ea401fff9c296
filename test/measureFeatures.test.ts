import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  ArgumentError,
  computeMetrics,
  DataError,
  type FeatureMeasurement,
  measureFeatures,
  summarizeFeatures,
} from '../src/index.js';
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

  it.each([
    ['bias without kernel', { bias: [0] }, /measureFeatures: bias must be left out where no kernel is given/],
    ['oodMean', { oodMean: [1, 2] }, /computeMetrics: oodMean must be 1 finite numbers, received \[1, 2\]/],
  ])('refuses %s', async (_, options, message) => {
    const measuring = measureFeatures([[1], [2]], [0, 1], options);
    await expect(measuring).rejects.toThrow(message);
  });
});

describe.each([Number.NaN, Number.POSITIVE_INFINITY])('%d', bad => {
  const spoiled = features.map((row, i) => (i === 4 ? [bad, ...row.slice(1)] : row));
  const given = { kernel, bias };
  const mean = [0, 0, bad, 0, 0];
  // Every argument of measureFeatures; those of computeMetrics pass through it.
  it.each<[string, () => Promise<FeatureMeasurement>]>([
    ['features', () => measureFeatures(spoiled, labels)],
    ['features', () => measureFeatures(spoiled, labels, given)],
    [
      'labels[2]',
      () =>
        measureFeatures(
          features,
          Array.from(labels, (y, i) => (i === 2 ? bad : y)),
        ),
    ],
    ['kernel', () => measureFeatures(features, labels, { kernel: [[bad, 1, 1], ...kernel.slice(1)] })],
    ['kernel', () => measureFeatures(features, labels, { kernel: bad as never })],
    ['bias', () => measureFeatures(features, labels, { kernel, bias: [0, 0, bad] })],
    ['bias', () => measureFeatures(features, labels, { bias: [0, 0, bad] })],
    ['classes', () => measureFeatures(features, labels, { classes: bad })],
    ['encoding', () => measureFeatures(features, labels, { ...given, encoding: bad as never })],
    ['weighting', () => measureFeatures(features, labels, { weighting: bad as never })],
    ['oodMean', () => measureFeatures(features, labels, { oodMean: mean })],
    ['theory', () => measureFeatures(features, labels, { theory: bad as never })],
    ['ids[0]', () => measureFeatures(features, labels, { ids: [bad as never] })],
  ])('is refused, and %s named', async (argument, measure) => {
    await expectNoLeakedTensors(async () => {
      const error: Error = await measure().then(
        () => new Error('nothing was refused'),
        refused => refused,
      );
      expect(error).toBeInstanceOf(argument === 'features' ? DataError : ArgumentError);
      expect(error.message).toMatch(/^(measureFeatures|summarizeFeatures|computeMetrics): /);
      expect(error.message.split(': ')[1]).toMatch(
        new RegExp(`^${argument.replace(/[[\]]/g, '\\$&')} must be `),
      );
    });
  });

  it.each([
    ['statistics', {}],
    ['encoding', { encoding: bad }],
    ['head', { head: bad }],
    ['head.kernel', { head: { kernel: kernel.map(row => row.map(() => bad)), bias } }],
    ['head.bias', { head: { kernel, bias: [bad, 0, 0] } }],
    ['network', { network: bad }],
    ['theory', { theory: bad }],
    ['oodMean', { oodMean: mean }],
    ['oodMean', { oodMean: bad }],
    ['weighting', { weighting: bad }],
    ['ids', { ids: bad }],
  ])('is refused by computeMetrics, and %s named', async (argument, replaced) => {
    const { statistics } = await measureFeatures(features, labels);
    const input = { statistics: argument === 'statistics' ? bad : statistics, ...replaced };
    await expect(async () => computeMetrics(input as never)).rejects.toMatchObject({
      name: 'ArgumentError',
      where: 'computeMetrics',
      argument,
    });
  });

  it('of the network is a metric without a value, and the reason says so', async () => {
    const { statistics } = await measureFeatures(features, labels);
    const { absent } = computeMetrics({ statistics, network: { accuracy: bad, loss: bad } });
    expect([absent['train.accuracy'], absent['train.loss']]).toEqual(Array(2).fill(`not finite: ${bad}`));
  });
});

it('outputs that overflow float32 are refused, with the arguments that they are of', async () => {
  // 1e39 is finite in float64 only.
  for (const head of [
    { kernel: kernel.map(row => row.map(() => 1e39)), bias },
    { kernel, bias: [0, 1e39, 0] },
  ]) {
    await expectNoLeakedTensors(async () => {
      const error = await measureFeatures(features, labels, head).catch(refused => refused);
      expect(error).toBeInstanceOf(DataError);
      expect(error.message).toMatch(
        /^measureFeatures: the outputs W h \+ b of kernel and bias must be finite; 28 of 28 samples/,
      );
    });
  }
});
