import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encodingFromCodes, oneHotEncoding } from '../../src/encodings/encodingFromCodes.js';
import { nearestCode } from '../../src/encodings/nearestCode.js';
import { isOneHot } from '../../src/encodings/oneHotCodes.js';
import { Matrix } from '../../src/linalg/dense.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

describe('one-hot codes of 10,000 classes', () => {
  afterEach(() => vi.restoreAllMocks());

  it('encode, decode and average without their K×K matrix', async () => {
    const identity = vi.spyOn(Matrix, 'identity');
    const encoding = oneHotEncoding(10_000);
    await expectNoLeakedTensors(async () => {
      const labels = tf.tensor1d([3, 9999], 'int32');
      const codes = encoding.encode(labels);
      const decoded = encoding.decode(codes);
      const nearest = nearestCode(codes, encoding);
      expect([...(await decoded.data())]).toEqual([3, 9999]);
      expect([...(await nearest.data())]).toEqual([3, 9999]);
      tf.dispose([labels, codes, decoded, nearest]);
    });
    expect(encoding.mean()[17]).toBe(1 / 10_000);
    expect([encoding.name, encoding.dim, encoding.classes]).toEqual(['one-hot', 10_000, 10_000]);
    expect(isOneHot(encoding)).toBe(true);
    expect(identity).not.toHaveBeenCalled();
  });
});

describe('OneHotCodes', () => {
  it('make their matrix once, when it is read', () => {
    const identity = vi.spyOn(Matrix, 'identity');
    const encoding = oneHotEncoding(3);
    expect(encoding.matrix).toBe(encoding.matrix);
    expect(identity).toHaveBeenCalledTimes(1);
    expect(encoding.matrix).toEqual(Matrix.identity(3));
    expect(encoding.gram()).toEqual(Matrix.identity(3));
  });

  it('are what codes that are one-hot make', () => {
    const fromCodes = encodingFromCodes([
      [1, 0],
      [0, 1],
    ]);
    expect(fromCodes).toEqual(oneHotEncoding(2));
    expect({ ...fromCodes }.matrix).toEqual(Matrix.identity(2));
  });

  it('refuse what other encodings refuse', async () => {
    const encoding = oneHotEncoding(3);
    const wide = tf.zeros([2, 4]) as tf.Tensor2D;
    await expectArgumentError(() => encoding.decode(wide), {
      where: 'nearestCode',
      argument: 'outputs',
      requirement: '[N, 3]',
      received: '[2, 4]',
    });
    await expectArgumentError(() => encoding.encode(wide as unknown as tf.Tensor1D), {
      where: 'ClassEncoding.encode',
      argument: 'labels',
      requirement: 'int32 tensor of shape [N]',
      received: '[2, 4]',
    });
    await expectArgumentError(() => encoding.mean([1, 2]), {
      where: 'ClassEncoding.mean',
      argument: 'weights',
      requirement: '3 numbers',
      received: '1, 2',
    });
    wide.dispose();
  });
});
