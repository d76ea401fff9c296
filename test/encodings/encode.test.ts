import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { permutation, random } from '../../src/base/random.js';
import { type ClassEncoding, encodingByName, encodingNames } from '../../src/encodings/index.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

const all = encodingNames.map(name => [name, encodingByName(name, { classes: 5 })] as const);
const labels = [3, 0, 4, 4, 1, 2];

async function valuesOf<T>(tensor: tf.Tensor): Promise<T> {
  const values = (await tensor.array()) as T;
  tensor.dispose();
  return values;
}

const encode = (encoding: ClassEncoding) => tf.tidy(() => encoding.encode(tf.tensor1d(labels, 'int32')));

describe('encode', () => {
  it.each(all)('gives row y_i of Eᵀ: %s', async (_, encoding) => {
    const codes = encoding.matrix.transpose().to2DArray();
    const targets = encode(encoding);
    expect([targets.dtype, targets.shape]).toEqual(['float32', [6, encoding.dim]]);
    expect(await valuesOf(targets)).toEqual(labels.map(k => codes[k]!.map(Math.fround)));
  });

  it('rejects labels that are not an int32 vector', async () => {
    const encoding = encodingByName('one-hot', { classes: 3 });
    for (const [tensor, received] of [
      [tf.tensor1d([0, 1]), '[2]'],
      [tf.zeros([2, 3], 'int32'), '[2, 3]'],
    ] as const) {
      const parts = { where: 'ClassEncoding.encode', argument: 'labels', requirement: 'int32', received };
      await expectArgumentError(() => encoding.encode(tensor as tf.Tensor1D), parts);
      tensor.dispose();
    }
  });
});

describe('decode', () => {
  it.each(all)('finds the label again, from a disturbed code and by both rules: %s', async (_, encoding) => {
    const noisy = tf.tidy(() => tf.add<tf.Tensor2D>(encode(encoding), 0.01));
    expect(await valuesOf(encoding.decode(noisy))).toEqual(labels);
    expect(await valuesOf(encoding.decode(noisy, { by: 'distance' }))).toEqual(labels);
    // Gaussian codes have different norms: there the largest inner product need not be the own code's.
    if (!encoding.name.startsWith('gaussian')) {
      expect(await valuesOf(encoding.decode(noisy, { by: 'inner-product' }))).toEqual(labels);
    }
    noisy.dispose();
  });

  it('by inner product prefers a longer code where by distance the nearer one wins', async () => {
    const encoding = encodingByName('gaussian', { classes: 12, dim: 2, seed: 3 });
    const { normal } = random(5);
    const outputs = Array.from({ length: 200 }, () => [Math.fround(normal()), Math.fround(normal())]);
    const codes = encoding.matrix.transpose().to2DArray();
    const inner = outputs.map(z => codes.map(e => e[0]! * z[0]! + e[1]! * z[1]!));
    const expected = inner.map(row => row.indexOf(Math.max(...row)));
    const z = tf.tensor2d(outputs);
    expect(await valuesOf(encoding.decode(z, { by: 'inner-product' }))).toEqual(expected);
    expect(await valuesOf(encoding.decode(z))).not.toEqual(expected);
    z.dispose();
  });

  it('rejects an unknown rule and a wrong width', async () => {
    const encoding = encodingByName('one-hot', { classes: 3 });
    const where = 'nearestCode';
    const z = tf.zeros<tf.Rank.R2>([2, 3]);
    await expectArgumentError(() => encoding.decode(z, { by: 'cosine' as 'distance' }), {
      where,
      argument: 'by',
      requirement: 'inner-product',
      received: '"cosine"',
    });
    const wide = tf.zeros<tf.Rank.R2>([2, 4]);
    const parts = { where, argument: 'outputs', requirement: '[N, 3]', received: '[2, 4]' };
    await expectArgumentError(() => encoding.decode(wide), parts);
    tf.dispose([z, wide]);
  });
});

describe('mean', () => {
  it('is Eπ, for shares and for class sizes', () => {
    const encoding = encodingByName('gaussian', { classes: 3, dim: 4 });
    const counts = [1, 5, 2];
    const expected = encoding.matrix.to2DArray().map(row => (row[0]! + 5 * row[1]! + 2 * row[2]!) / 8);
    for (const weights of [counts, counts.map(n => n / 8)]) {
      encoding.mean(weights).forEach((x, j) => void expect(x).toBeCloseTo(expected[j]!, 14));
    }
  });

  it('without weights takes all classes alike', () => {
    expect(encodingByName('one-hot', { classes: 4 }).mean()).toEqual([0.25, 0.25, 0.25, 0.25]);
    for (const x of encodingByName('simplex-etf', { classes: 4 }).mean()) expect(x).toBeCloseTo(0, 15);
  });

  it.each([
    ['too few', [1, 1], '[1, 1]'],
    ['negative', [1, 1, -1], '[1, 1, -1]'],
    ['NaN', [1, Number.NaN, 1], 'NaN'],
    ['all zero', [0, 0, 0], '[0, 0, 0]'],
    ['infinite', [1, Number.POSITIVE_INFINITY, 1], 'Infinity'],
  ])('rejects weights that are %s', async (_, weights, received) => {
    const encoding = encodingByName('one-hot', { classes: 3 });
    const parts = { where: 'ClassEncoding.mean', argument: 'weights', requirement: '3 numbers', received };
    await expectArgumentError(() => encoding.mean(weights), parts);
  });
});

describe('every named encoding', () => {
  it.each(encodingNames)('%s is the same for the same parameters, and has distinct codes', name => {
    for (const classes of [2, 3, 7, 20]) {
      const [a, b] = [encodingByName(name, { classes }), encodingByName(name, { classes })];
      expect(a.name).toBe(b.name);
      expect(a.matrix.to2DArray()).toEqual(b.matrix.to2DArray());
      expect([a.classes, a.matrix.columns, a.matrix.rows]).toEqual([classes, classes, a.dim]);
    }
  });

  // Error-correcting codes change where a random start wins, e.g. at 13 codes of 38 bits.
  it.each(['simplex-etf', 'orthogonal', 'error-correcting', 'gaussian', 'spherical'])(
    '%s changes with the seed and says so',
    name => {
      const [a, b] = [1, 2].map(seed => encodingByName(name, { classes: 13, dim: 38, seed }));
      expect(a!.matrix.to2DArray()).not.toEqual(b!.matrix.to2DArray());
      expect(a!.name).toContain('seed=1');
    },
  );

  it('has a Gram matrix of inner products', () => {
    for (const [, encoding] of all) {
      const codes = encoding.matrix.transpose().to2DArray();
      const expected = codes.map(a => codes.map(b => a.reduce((s, x, j) => s + x * b[j]!, 0)));
      encoding
        .gram()
        .to2DArray()
        .forEach((row, k) => {
          row.forEach((x, l) => void expect(x).toBeCloseTo(expected[k]![l]!, 12));
        });
    }
  });

  it('rejects an unknown name and a wrong number of classes', async () => {
    await expectArgumentError(() => encodingByName('onehot', { classes: 3 }), {
      where: 'encodingByName',
      argument: 'name',
      requirement: 'one-hot, centered-one-hot',
      received: '"onehot"',
    });
    await expectArgumentError(() => encodingByName('toString', { classes: 3 }), {
      where: 'encodingByName',
      argument: 'name',
      requirement: 'one of',
      received: '"toString"',
    });
    for (const name of encodingNames) {
      for (const classes of [1, 2.5, Number.NaN, -3]) {
        const error = await Promise.resolve()
          .then(() => encodingByName(name, { classes }))
          .catch(String);
        expect(error).toMatch(/Encoding: classes must be an integer of at least 2, received/);
      }
    }
  });
});

describe('tensors', () => {
  it('are not leaked, when a method throws either', async () => {
    const ys = tf.tensor1d([...permutation(5, 1)], 'int32');
    const floats = tf.zeros<tf.Rank.R1>([4]);
    for (const [, encoding] of all) {
      await expectNoLeakedTensors(() => {
        const targets = encoding.encode(ys);
        tf.dispose([targets, encoding.decode(targets), encoding.decode(targets, { by: 'inner-product' })]);
      });
      await expectNoLeakedTensors(() => encoding.encode(floats));
    }
    tf.dispose([ys, floats]);
  });
});
