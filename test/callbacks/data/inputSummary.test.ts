import * as tf from '@tensorflow/tfjs-core';
import { expect, it, onTestFinished } from 'vitest';
import { inputSummaries } from '../../../callbacks/data/prepareData.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

const mean = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

it('is mean and mean magnitude of every input, against float64, and leaks nothing', async () => {
  const floats = tf.randomUniform([100, 5, 6], -0.7, 1.3, 'float32', 1);
  const integers = tf.tensor2d([[3], [-5]], [2, 1], 'int32');
  const vector = tf.tensor1d([1, -2]);
  onTestFinished(() => tf.dispose([floats, integers, vector]));
  const numbers = [...(await floats.data())];
  const [first, second] = await inputSummaries({ a: floats, b: integers });
  // Two sums of at most 100 numbers in float32: 100 · 6e-8 each at worst.
  expect(Math.abs(first!.mean / mean(numbers) - 1)).toBeLessThan(2e-5);
  expect(Math.abs(first!.magnitude / mean(numbers.map(Math.abs)) - 1)).toBeLessThan(2e-5);
  expect(second).toEqual({ mean: -1, magnitude: 4 });
  expect(await inputSummaries(vector)).toEqual([{ mean: -0.5, magnitude: 1.5 }]);
  await expectNoLeakedTensors(() => inputSummaries([floats, integers]));
});

it('leaks nothing where it throws', async () => {
  const disposed = tf.zeros([2, 2]);
  disposed.dispose();
  await expect(inputSummaries(disposed)).rejects.toThrow();
  await expectNoLeakedTensors(() => inputSummaries(disposed));
});
