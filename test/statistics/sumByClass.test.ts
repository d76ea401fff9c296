import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { random } from '../../src/random.js';
import { sumByClass } from '../../src/statistics/sumByClass.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

const { normal, integer } = random('sumByClass');

function numbers(rows: number, dim: number) {
  return Array.from({ length: rows }, () => Array.from({ length: dim }, () => Math.fround(normal())));
}

/** Float64 reference. */
function expectedSums(rows: number[][], labels: number[], classes: number): number[][] {
  const sums = Array.from({ length: classes }, () => rows[0]!.map(() => 0));
  rows.forEach((row, i) => {
    const sum = sums[labels[i]!];
    if (sum) for (const [j, x] of row.entries()) sum[j]! += x;
  });
  return sums;
}

async function sums(rows: number[][], labels: number[], classes: number): Promise<number[][]> {
  const tensor = tf.tidy(() => sumByClass(tf.tensor2d(rows), tf.tensor1d(labels, 'int32'), classes));
  return tensor.array().finally(() => tensor.dispose());
}

/** The error of a float32 sum over a few thousand standard normal numbers is below 1e-4 by far. */
function expectClose(actual: number[][], expected: number[][]): void {
  const errors = expected.flatMap((row, k) => row.map((x, j) => Math.abs(actual[k]![j]! - x)));
  expect(Math.max(...errors)).toBeLessThan(1e-3);
}

const cases = [
  { classes: 2, rows: 9000, dim: 3 },
  { classes: 7, rows: 50, dim: 1 },
  { classes: 300, rows: 500, dim: 4 },
];

describe.each(['segments', 'product'])('sumByClass by %s', kind => {
  let kernel: tf.KernelConfig;

  beforeEach(() => {
    kernel = tf.getKernel(tf.UnsortedSegmentSum, tf.getBackend())!;
    if (kind === 'product') tf.unregisterKernel(tf.UnsortedSegmentSum, tf.getBackend());
  });
  afterEach(() => {
    if (kind === 'product') tf.registerKernel(kernel);
  });

  it.each(cases)('$rows rows of $classes classes', async ({ classes, rows, dim }) => {
    const x = numbers(rows, dim);
    const labels = x.map(() => integer(classes));
    expectClose(await sums(x, labels, classes), expectedSums(x, labels, classes));
  });

  it('leaves labels outside 0..K−1 out', async () => {
    expect(await sums([[1], [2], [4], [8]], [0, -1, 2, 1], 2)).toEqual([[1], [8]]);
  });

  it('leaks no tensors', async () => {
    await expectNoLeakedTensors(() => sums(numbers(9000, 1), new Array(9000).fill(1), 2));
  });
});
