import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { ClassEncoding } from '../../src/encodings/classEncoding.js';
import { encodingFromCodes } from '../../src/encodings/encodingFromCodes.js';
import { readLabels } from '../../src/encodings/readLabels.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

/** Reads the labels of a new tensor and disposes both. */
async function read(targets: tf.Tensor, outputDim: number, encoding?: ClassEncoding) {
  try {
    const found = await readLabels(targets, outputDim, encoding);
    const labels = [...(await found.labels.data())];
    const { dtype, shape } = found.labels;
    found.labels.dispose();
    return {
      labels,
      dtype,
      shape,
      name: found.encoding.name,
      codes: found.encoding.matrix.transpose().to2DArray(),
    };
  } finally {
    targets.dispose();
  }
}

const identity = (n: number) =>
  Array.from({ length: n }, (_, k) => Array.from({ length: n }, (_, j) => Number(j === k)));

describe('readLabels', () => {
  it.each([
    ['int32 [N]', () => tf.tensor1d([2, 0, 1, 2], 'int32')],
    ['float32 [N]', () => tf.tensor1d([2, 0, 1, 2])],
    ['float32 [N, 1]', () => tf.tensor2d([2, 0, 1, 2], [4, 1])],
  ])('takes integers: %s', async (_, targets) => {
    const { labels, dtype, shape, name, codes } = await read(targets(), 3);
    expect({ labels, dtype, shape, name }).toEqual({
      labels: [2, 0, 1, 2],
      dtype: 'int32',
      shape: [4],
      name: 'one-hot',
    });
    expect(codes).toEqual(identity(3));
  });

  it.each(['float32', 'int32', 'bool'] as const)(
    'takes one-hot rows of %s, all classes present or not',
    async dtype => {
      const { labels, name, codes } = await read(
        tf.tensor2d(
          [
            [0, 0, 1],
            [1, 0, 0],
            [0, 0, 1],
          ],
          [3, 3],
          dtype,
        ),
        3,
      );
      expect(labels).toEqual([2, 0, 2]);
      expect([name, codes]).toEqual(['one-hot', identity(3)]);
    },
  );

  it('takes smoothed labels in the order of their largest entry', async () => {
    const { labels, name, codes } = await read(
      tf.tensor2d([
        [0.1, 0.1, 0.8],
        [0.8, 0.1, 0.1],
        [0.1, 0.8, 0.1],
        [0.1, 0.1, 0.8],
      ]),
      3,
    );
    expect(labels).toEqual([2, 0, 1, 2]);
    expect(name).toBe('label-smoothing(0.3)');
    expect(codes.map(code => code.indexOf(Math.max(...code)))).toEqual([0, 1, 2]);
  });

  it('takes any other codes in lexicographic order', async () => {
    const { labels, codes } = await read(
      tf.tensor2d([
        [1, -1],
        [-1, 1],
        [1, 1],
        [-1, 1],
        [1, -1],
      ]),
      2,
    );
    expect(codes).toEqual([
      [-1, 1],
      [1, -1],
      [1, 1],
    ]);
    expect(labels).toEqual([1, 0, 2, 0, 1]);
  });

  it.each([
    ['[N, 1]', () => tf.tensor2d([1, 0, 1, 1], [4, 1])],
    ['[N]', () => tf.tensor1d([1, 0, 1, 1])],
  ])('takes two classes of a single output: %s', async (_, targets) => {
    const { labels, codes } = await read(targets(), 1);
    expect([labels, codes]).toEqual([
      [1, 0, 1, 1],
      [[0], [1]],
    ]);
  });

  it('takes the code of a given encoding that a row is equal to, a missing class included', async () => {
    const encoding = encodingFromCodes([
      [0, 0],
      [4, 0],
      [0, 3],
    ]);
    const { labels } = await read(
      tf.tensor2d([
        [2e-5, 3],
        [0, 0],
      ]),
      2,
      encoding,
    );
    expect(labels).toEqual([2, 0]);
  });

  const where = 'readLabels';
  const argument = 'targets';
  const bad: [string, () => tf.Tensor, number, { requirement: string; received: string }][] = [
    ['another width', () => tf.zeros([4, 5]), 3, { requirement: '[N, 3]', received: '[4, 5]' }],
    ['images', () => tf.zeros([4, 3, 3]), 3, { requirement: '[N, 3]', received: '[4, 3, 3]' }],
    ['a scalar', () => tf.scalar(1), 3, { requirement: '[N, 3]', received: '[]' }],
    ['no samples', () => tf.zeros([0, 3]), 3, { requirement: '[N, 3]', received: '[0, 3]' }],
    ['fractions', () => tf.tensor1d([0, 0.5, 1.5]), 3, { requirement: 'integers', received: '2 of 3' }],
    ['NaN labels', () => tf.tensor1d([0, Number.NaN]), 3, { requirement: 'integers', received: '1 of 2' }],
    [
      'NaN codes',
      () =>
        tf.tensor2d([
          [1, 0],
          [Number.NaN, 0],
          [0, 1],
        ]),
      2,
      { requirement: 'finite', received: 'NaN' },
    ],
    [
      'a single code',
      () => tf.fill([4, 2], 0.5),
      2,
      { requirement: 'of at least two classes', received: '1 distinct row among 4' },
    ],
    [
      'regression targets',
      () => tf.linspace(0, 1, 50),
      1,
      { requirement: 'two distinct values', received: '50 distinct values' },
    ],
  ];

  it.each(bad)('rejects %s', async (_, targets, outputDim, parts) => {
    await expectArgumentError(() => read(targets(), outputDim), { where, argument, ...parts });
  });

  it('rejects more than 10,000 distinct rows without listing them all', async () => {
    await expectArgumentError(() => read(tf.range(0, 30_000), 1), {
      where,
      argument,
      requirement: 'two distinct values',
      received: 'very many distinct values among 30000',
    });
  });

  it('says the parts of its errors by name', async () => {
    const parts = { where, argument, requirement: expect.any(String), received: expect.any(String) };
    await expect(read(tf.linspace(0, 1, 50), 1)).rejects.toMatchObject(parts);
    await expect(read(tf.tensor1d([0, 7], 'int32'), 3)).rejects.toMatchObject(parts);
  });

  it('leaves the targets alone', async () => {
    const targets = tf.tensor2d([
      [1, -1],
      [-1, 1],
      [1, -1],
    ]);
    const { labels } = await readLabels(targets, 2);
    labels.dispose();
    expect(await targets.array()).toEqual([
      [1, -1],
      [-1, 1],
      [1, -1],
    ]);
    targets.dispose();
  });

  it('leaks no tensors, when it throws either', async () => {
    await expectNoLeakedTensors(() => read(tf.tensor1d([1, 0, 2]), 3));
    await expectNoLeakedTensors(() =>
      read(
        tf.tensor2d([
          [1, 0],
          [0, 1],
        ]),
        2,
      ),
    );
    await expectNoLeakedTensors(() =>
      read(
        tf.tensor2d([
          [1, -1],
          [-1, 1],
          [1, -1],
        ]),
        2,
      ),
    );
    for (const [, targets, outputDim] of bad) await expectNoLeakedTensors(() => read(targets(), outputDim));
  });
});
