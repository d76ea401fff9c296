import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { axisGeometry } from './convolutionReference.js';
import { combinations, describeOnWasm, relativeError, soilHeap, take } from './onWasm.js';

type Case = {
  pool: [number, number];
  strides: [number, number];
  pad: 'same' | 'valid';
  size: [number, number];
  /** Inputs rounded to so few values that most windows have several maxima; negative ones among them. */
  tied: boolean;
};

const CASES = combinations<Case>({
  pool: [
    [2, 2],
    [3, 3],
    [1, 1],
    [2, 3],
  ],
  strides: [
    [2, 2],
    [1, 1],
    [3, 2],
  ],
  pad: ['same', 'valid'],
  size: [
    [8, 6],
    [7, 5],
    [7, 6],
  ],
  tied: [false, true],
});

const BATCH = 2;
const CHANNELS = 3;

/** dy of each window goes to its first maximum, row by row: what TensorFlow does. */
function reference(c: Case, x: ArrayLike<number>, dy: ArrayLike<number>): Float64Array {
  const [height, width] = c.size;
  const rows = axisGeometry(height, c.pool[0], c.strides[0], c.pad);
  const columns = axisGeometry(width, c.pool[1], c.strides[1], c.pad);
  const dx = new Float64Array(BATCH * height * width * CHANNELS);
  let o = 0;
  for (let n = 0; n < BATCH; n++)
    for (let i = 0; i < rows.out; i++)
      for (let j = 0; j < columns.out; j++)
        for (let k = 0; k < CHANNELS; k++, o++) {
          let at = -1;
          for (let a = 0; a < c.pool[0]; a++)
            for (let b = 0; b < c.pool[1]; b++) {
              const row = i * c.strides[0] + a - rows.before;
              const column = j * c.strides[1] + b - columns.before;
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              const p = ((n * height + row) * width + column) * CHANNELS + k;
              if (at < 0 || x[p]! > x[at]!) at = p;
            }
          dx[at]! += dy[o]!;
        }
  return dx;
}

describeOnWasm('maxPoolGrad', () => {
  test('windows, strides, paddings, odd sizes, ties', () => {
    for (const c of CASES) {
      const normal = tf.randomNormal<tf.Rank.R4>([BATCH, ...c.size, CHANNELS], 0, 1, 'float32', 1);
      // + 0 turns the negative zeros of rounding into positive ones
      const x = c.tied ? tf.add<tf.Tensor4D>(tf.round(normal), 0) : normal;
      const y = tf.maxPool(x, c.pool, c.strides, c.pad);
      const dy = tf.randomNormal<tf.Rank.R4>(y.shape, 0, 1, 'float32', 2);
      soilHeap(x.shape);
      const dx = tf.grad(t => tf.maxPool(t as tf.Tensor4D, c.pool, c.strides, c.pad))(x, dy);
      // overlapping windows add a few float32 terms, in the same order
      expect(
        relativeError(take(dx), reference(c, x.dataSync(), dy.dataSync())),
        JSON.stringify(c),
      ).toBeLessThan(1e-6);
    }
  });

  test('infinities and rows of equal values', () => {
    const x = tf.tensor4d([-Infinity, -Infinity, -Infinity, -Infinity, 1, Infinity, 1, 1], [2, 2, 2, 1]);
    for (const strides of [1, 2]) {
      const dx = tf.grad(t => tf.maxPool(t as tf.Tensor4D, 2, strides, 'valid'))(x);
      expect([...take(dx)]).toEqual([1, 0, 0, 0, 0, 1, 0, 0]);
    }
  });

  test('leaks no tensor', async () => {
    const x = tf.ones<tf.Rank.R4>([1, 4, 4, 1]);
    await expectNoLeakedTensors(() =>
      tf.dispose(tf.grad(t => tf.maxPool(t as tf.Tensor4D, 2, 2, 'same'))(x)),
    );
  });
});
