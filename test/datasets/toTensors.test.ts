import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { syntheticDigits, toTensors } from '../../datasets/index.js';
import { labelSmoothingEncoding, simplexEtfEncoding } from '../../src/encodings/index.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { tinyImages } from './helpers/tinyImages.js';

describe('toTensors', () => {
  it('scales bytes to [0, 1], encodes one-hot and keeps class numbers', async () => {
    const data = tinyImages([2, 0], 3);
    data.images.set([0, 255, 51, 1, 128, 254], 6);
    const { xs, ys, labels } = toTensors(data);
    expect([xs.shape, xs.dtype]).toEqual([[2, 2, 3, 1], 'float32']);
    expect([ys.shape, ys.dtype]).toEqual([[2, 3], 'float32']);
    expect([labels.shape, labels.dtype]).toEqual([[2], 'int32']);
    // One float32 division: off by at most half a unit in the last place, 6e-8 relative.
    const values = (await xs.data()).subarray(6);
    [0, 1, 0.2, 1 / 255, 128 / 255, 254 / 255].forEach((expected, i) => {
      expect(Math.abs(values[i]! - expected)).toBeLessThanOrEqual(1.2e-7 * expected);
    });
    expect(await ys.array()).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ]);
    expect(await labels.array()).toEqual([2, 0]);
    tf.dispose([xs, ys, labels]);
  });

  it('takes another encoding', async () => {
    const encode = (labels: tf.Tensor1D, numClasses: number) =>
      tf.sub<tf.Tensor2D>(tf.mul(tf.cast(tf.oneHot(labels, numClasses), 'float32'), 2), 1);
    const { xs, ys, labels } = toTensors(tinyImages([1], 3), { encode });
    expect(await ys.array()).toEqual([[-1, 1, -1]]);
    tf.dispose([xs, ys, labels]);
  });

  it('takes a class encoding of any width', async () => {
    const encoding = simplexEtfEncoding(3);
    const { xs, ys, labels } = toTensors(tinyImages([2, 0], 3), { encode: encoding });
    const codes = encoding.matrix.transpose().to2DArray();
    expect(ys.dtype).toBe('float32');
    expect(await ys.array()).toEqual([codes[2]!.map(Math.fround), codes[0]!.map(Math.fround)]);
    tf.dispose([xs, ys, labels]);
  });

  it('rejects an encoding of other classes', async () => {
    await expectArgumentError(() => toTensors(tinyImages([1], 3), { encode: simplexEtfEncoding(4) }), {
      where: 'toTensors',
      argument: 'encode',
      requirement: '3 classes',
      received: 'one of 4',
    });
    await expectArgumentError(() => toTensors(tinyImages([1], 3), { encode: 'one-hot' as never }), {
      where: 'toTensors',
      argument: 'encode',
      requirement: 'a function, or an encoding',
      received: '"one-hot"',
    });
  });

  it('leaks nothing, whether it returns or throws', async () => {
    const data = syntheticDigits({ samples: 10 });
    await expectNoLeakedTensors(() => {
      const { xs, ys, labels } = toTensors(data);
      tf.dispose([xs, ys, labels]);
    });
    await expectNoLeakedTensors(() =>
      toTensors(data, {
        encode: () => {
          throw new Error('no code');
        },
      }),
    );
    await expectNoLeakedTensors(() => {
      const { xs, ys, labels } = toTensors(data, { encode: labelSmoothingEncoding(10, 0.1) });
      tf.dispose([xs, ys, labels]);
    });
    await expectNoLeakedTensors(() => toTensors({ ...data, labels: Int32Array.of(1) }));
  });
});
