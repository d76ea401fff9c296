import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { encodingFromCodes } from '../../src/encodings/encodingFromCodes.js';
import { hadamardEncoding } from '../../src/encodings/index.js';
import { readLabels } from '../../src/encodings/readLabels.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

/** The error, or what was found of rows; the tensor is disposed. */
async function found(rows: number[][], outputDim = rows[0]!.length) {
  const targets = tf.tensor2d(rows);
  try {
    const { labels, encoding, unlabeled } = await readLabels(targets, outputDim);
    const values = [...(await labels.data().finally(() => labels.dispose()))];
    return { labels: values, unlabeled, name: encoding.name, classes: encoding.classes, encoding };
  } finally {
    targets.dispose();
  }
}

const message = (rows: number[][], outputDim?: number) =>
  found(rows, outputDim).then(
    () => 'no error',
    (error: Error) => error.message,
  );

/** One number after the other, each sum rounded: with 1000 numbers off by 1e-5 and more. */
async function withPlainSums(body: () => Promise<void>): Promise<void> {
  const backendName = tf.getBackend();
  const own = tf.getKernel('Sum', backendName);
  const exchange = (kernel: tf.KernelConfig) => {
    tf.unregisterKernel('Sum', backendName);
    tf.registerKernel(kernel);
  };
  exchange({
    ...own,
    kernelFunc: call => {
      const x = call.inputs.x!;
      const axes = [(call.attrs as { axis?: unknown } | undefined)?.axis].flat();
      if (x.shape.length !== 2 || axes[0] !== 1) return own.kernelFunc(call);
      const backend = call.backend as tf.KernelBackend;
      const [rows, width] = x.shape as [number, number];
      const values = backend.readSync(x.dataId) as Float32Array;
      const sums = Float32Array.from({ length: rows }, (_, i) =>
        values.subarray(i * width, (i + 1) * width).reduce((sum, value) => Math.fround(sum + value), 0),
      );
      return { dataId: backend.write(sums, [rows], x.dtype), shape: [rows], dtype: x.dtype };
    },
  });
  try {
    await body();
  } finally {
    exchange(own);
  }
}

const oneHot = (k: number, classes = 3) => Array.from({ length: classes }, (_, j) => Number(j === k));
const repeated = (rows: number[][], times = 10) => Array.from({ length: times }, () => rows).flat();

describe('targets that are not of classes are refused by what they are', () => {
  const { uniform } = random(4);
  const mixup = Array.from({ length: 60 }, (_, i) => {
    const share = uniform();
    return oneHot(i % 3).map((x, j) => share * x + (1 - share) * oneHot((i + 1) % 3)[j]!);
  });
  const votes = [
    [0.8, 0.2, 0],
    [0.2, 0.8, 0],
    [0, 0.4, 0.6],
    [0.6, 0.4, 0],
  ];
  const tags = [
    [1, 0, 0],
    [0, 1, 0],
    [1, 1, 0],
  ];
  it.each<[string, number[][], RegExp]>([
    ['mixup', mixup, /mixed targets have no class.*mixup/],
    [
      'some mixup among one-hot rows',
      [...repeated([0, 1, 2].map(k => oneHot(k))), ...mixup],
      /mixed targets/,
    ],
    ['votes that repeat', repeated(votes), /mixed targets have no class/],
    ['mixup of two classes', Array.from({ length: 40 }, (_, i) => [i / 40, 1 - i / 40]), /mixed targets/],
    ['tags', repeated(tags), /several labels a sample has no class/],
    [
      'tags, none of them single',
      repeated([
        [1, 1, 0],
        [1, 1, 1],
      ]),
      /several labels/,
    ],
    [
      'real numbers',
      Array.from({ length: 60 }, () => [uniform(), uniform(), 5]),
      /continuous targets have no classes/,
    ],
    [
      'coordinates that repeat',
      repeated([
        [0, 3],
        [1, 2],
        [4, 4],
      ]),
      /continuous .*integers, as of counts/,
    ],
    ['ages of one output', repeated([[20], [21], [35]]), /two distinct values for a head with one output/],
    ['classes 0..2 of one output', repeated([[0], [1], [2]]), /a head with one output per class/],
    [
      '-1, 0 and 1 of one output',
      repeated([[0], [1], [-1]]),
      /two distinct values.*received 3 distinct values \(.*-1/,
    ],
    [
      'one-hot rows beside others',
      repeated([oneHot(0), oneHot(1), [0.3, 0.3, -2]]),
      /of one kind.*20 one-hot .* beside 10/,
    ],
    ['zeros only', repeated([[0, 0]]), /rows of zeros only: no sample has a class/],
    ['a single code', repeated([[1, 2.5]]), /at least two classes.*1 distinct row/],
  ])('%s', async (_, rows, words) => {
    expect(await message(rows)).toMatch(words);
    // Whatever comes first.
    expect(await message([...rows].reverse())).toMatch(words);
    await expectNoLeakedTensors(() => found(rows));
  });

  it('and every refusal says the way out', async () => {
    for (const rows of [mixup, repeated(tags), repeated([[0], [1], [2]])]) {
      expect(await message(rows)).toContain('option encoding');
    }
  });
});

describe('targets of classes', () => {
  it('one-hot and smoothed rows have one class per output, gaps included, in the order of the outputs', async () => {
    const smoothed = (k: number) => oneHot(k, 4).map(x => 0.9 * x + 0.025);
    for (const code of [
      (k: number) => oneHot(k, 4),
      smoothed,
      (k: number) => oneHot(k, 4).map(x => x - 0.25),
    ]) {
      const { labels, classes } = await found(repeated([code(3), code(0), code(2)], 4));
      expect([classes, labels.slice(0, 3)]).toEqual([4, [3, 0, 2]]);
    }
  });

  it('rows of zeros are samples without a class, and no code', async () => {
    const rows = [oneHot(1), [0, 0, 0], oneHot(0), oneHot(2), [0, 0, 0]];
    expect(await found(rows)).toMatchObject({ labels: [1, -1, 0, 2, -1], unlabeled: 2, classes: 3 });
    const codes = repeated([
      [1, -1, 1.5],
      [0, 0, 0],
      [-1, 1, 1.5],
      [1, 1, 0],
    ]);
    expect(await found(codes)).toMatchObject({ unlabeled: 10, classes: 3 });
  });

  it('few codes are found whatever they are: Hadamard, error-correcting, random, smoothed class by class', async () => {
    const { normal } = random(9);
    const gaussian = Array.from({ length: 7 }, () => Array.from({ length: 5 }, () => normal()));
    const perClass = [
      [0.9, 0.05, 0.05],
      [0.1, 0.8, 0.1],
      [0.15, 0.15, 0.7],
    ];
    const hadamard = hadamardEncoding(4).matrix.transpose().to2DArray();
    const ecoc = [
      [1, 1, -1, 1, 1],
      [1, -1, -1, -1, 1],
      [-1, -1, 1, 1, 1],
    ];
    for (const codes of [gaussian, perClass, hadamard, ecoc]) {
      const { encoding, classes, labels } = await found(repeated(codes, 6));
      expect(classes).toBe(codes.length);
      const back = labels.map(k => encoding.matrix.getColumn(k));
      // float32 rows
      back.forEach((code, i) => {
        const want = codes[i % codes.length]!;
        expect(Math.max(...code.map((x, j) => Math.abs(x - want[j]!)))).toBeLessThan(1e-6);
      });
    }
  });

  it('thousands of smoothed rows, K = 300, are told apart without a code for each row', async () => {
    const classes = 300;
    const labels = tf.tensor1d(
      Int32Array.from({ length: 3000 }, (_, i) => (7 * i) % classes),
      'int32',
    );
    const targets = tf.tidy(() => tf.add(tf.mul(tf.oneHot(labels, classes), 0.9), 0.1 / classes));
    const read = await readLabels(targets, classes);
    expect(read.encoding.classes).toBe(classes);
    expect(read.encoding.name).toBe('label-smoothing(0.1)');
    expect([...(await read.labels.data())]).toEqual([...(await labels.data())]);
    tf.dispose([labels, targets, read.labels]);
  });

  it('smoothed rows are known where sums are plain float32, as in the wasm package of tf.js', async () => {
    const classes = 1000;
    const labels = tf.tensor1d([3, 0, 900, 999, 3, 0], 'int32');
    const targets = tf.tidy(() => tf.add(tf.mul(tf.oneHot(labels, classes), 0.9), 0.1 / classes));
    await withPlainSums(async () => {
      const read = await readLabels(targets, classes);
      expect(read.encoding.name).toBe('label-smoothing(0.1)');
      expect([...(await read.labels.data())]).toEqual([...(await labels.data())]);
      read.labels.dispose();
    });
    tf.dispose([labels, targets]);
  });

  it('codes that differ little, or in one output only, stay distinct', async () => {
    const base = Array.from({ length: 40 }, (_, j) => Math.sin(j));
    const codes = [0, 1, 2, 3].map(k => base.map((x, j) => (j === k ? x + 0.01 : x)));
    expect((await found(repeated(codes, 5))).classes).toBe(4);
  });

  it('a target that is off a given code is named, with its index', async () => {
    const targets = tf.tensor2d([
      [4, 0],
      [0, 3],
      [4, 0.1],
      [0, 0],
      [1, 1],
    ]);
    const encoding = encodingFromCodes([
      [4, 0],
      [0, 3],
    ]);
    await expect(readLabels(targets, 2, encoding)).rejects.toThrow(
      /codes of the encoding custom \(2 classes\).*received 2 of 5 that are not; the first one is at index 2: \[4, 0\.1\]/,
    );
    targets.dispose();
  });

  it.each([
    [[0, 1, 3, -1, 7], /integers in 0\.\.2, or -1 .*2 of 5 that are not; the first one is at index 2: 3$/],
    [[1, 2, 3], /\(these are 1\.\.K: labels start at 0, subtract 1\)/],
    [[0, -2], /index 1: -2/],
  ])('integers %j out of range are named', async (labels, words) => {
    const targets = tf.tensor1d(labels, 'int32');
    await expect(readLabels(targets, 3)).rejects.toThrow(words);
    await expectNoLeakedTensors(() => readLabels(targets, 3));
    targets.dispose();
  });
});
