import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { classSums, sumByClass } from '../../src/statistics/sumByClass.js';
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
  // Wide enough to be sorted by class, in one block and in several; classes without rows among them.
  { classes: 300, rows: 500, dim: 8 },
  { classes: 2, rows: 9000, dim: 16 },
];

/** What a backend may lack. */
const missing = {
  'all kernels': [],
  'no sums of sorted rows': [tf.SparseSegmentSum],
  'no segment sums': [tf.SparseSegmentSum, tf.UnsortedSegmentSum],
};

describe.each(Object.entries(missing))('sumByClass with %s', (_, names) => {
  let kernels: tf.KernelConfig[];

  beforeEach(() => {
    kernels = names.flatMap(name => tf.getKernel(name, tf.getBackend()) ?? []);
    for (const { kernelName, backendName } of kernels) tf.unregisterKernel(kernelName, backendName);
  });
  afterEach(() => {
    kernels.forEach(tf.registerKernel);
  });

  it.each(cases)('$rows rows of $classes classes', async ({ classes, rows, dim }) => {
    const x = numbers(rows, dim);
    const labels = x.map(() => integer(classes));
    expectClose(await sums(x, labels, classes), expectedSums(x, labels, classes));
  });

  it('leaves labels outside 0..K−1 out', async () => {
    expect(await sums([[1], [2], [4], [8]], [0, -1, 2, 1], 2)).toEqual([[1], [8]]);
    const wide = [1, 2, 4, 8].map(x => new Array<number>(9).fill(x));
    expect(await sums(wide, [0, -1, 2, 1], 2)).toEqual([wide[0], wide[3]]);
  });

  it('sums several tensors of the same labels', async () => {
    const narrow = numbers(50, 2);
    const wide = numbers(50, 9);
    const labels = narrow.map(() => integer(3));
    const found = tf.tidy(() => {
      const sumsOf = classSums(tf.tensor1d(labels, 'int32'), 3);
      return [narrow, wide, narrow].map(rows => sumsOf(tf.tensor2d(rows)));
    });
    const [first, second, third] = await Promise.all(found.map(tensor => tensor.array()));
    tf.dispose(found);
    expectClose(first!, expectedSums(narrow, labels, 3));
    expectClose(second!, expectedSums(wide, labels, 3));
    expect(third).toEqual(first);
  });

  it('leaks no tensors', async () => {
    for (const dim of [1, 9]) {
      await expectNoLeakedTensors(() => sums(numbers(9000, dim), new Array(9000).fill(1), 2));
    }
  });
});
