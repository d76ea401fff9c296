import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { axisGeometry } from './convolutionReference.js';
import { combinations, describeOnWasm, relativeError, soilHeap, take } from './onWasm.js';
import { withSlowKernelsKept, withUpstreamKernels } from './upstream.js';

type Case = {
  pool: [number, number];
  strides: [number, number];
  pad: 'same' | 'valid' | number;
  size: [number, number];
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
  pad: ['same', 'valid', 1],
  size: [
    [8, 6],
    [7, 5],
  ],
  // a window of one pixel may lie outside of the image altogether
}).filter(({ pad, pool }) => pad !== 1 || pool[0] > 1);

const BATCH = 2;
const CHANNELS = 3;

/** The mean of the part of each window that lies inside the image, and the gradient of `sum(y * dy)`. */
function reference(c: Case, x: ArrayLike<number>, dy: ArrayLike<number>) {
  const [height, width] = c.size;
  const pad = typeof c.pad === 'number' ? ([c.pad, c.pad] as [number, number]) : c.pad;
  const rows = axisGeometry(height, c.pool[0], c.strides[0], pad);
  const columns = axisGeometry(width, c.pool[1], c.strides[1], pad);
  const y = new Float64Array(BATCH * rows.out * columns.out * CHANNELS);
  const dx = new Float64Array(BATCH * height * width * CHANNELS);
  let o = 0;
  for (let n = 0; n < BATCH; n++)
    for (let i = 0; i < rows.out; i++)
      for (let j = 0; j < columns.out; j++)
        for (let k = 0; k < CHANNELS; k++, o++) {
          const inside: number[] = [];
          for (let a = 0; a < c.pool[0]; a++)
            for (let b = 0; b < c.pool[1]; b++) {
              const row = i * c.strides[0] + a - rows.before;
              const column = j * c.strides[1] + b - columns.before;
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              inside.push(((n * height + row) * width + column) * CHANNELS + k);
            }
          for (const p of inside) {
            y[o]! += x[p]! / inside.length;
            dx[p]! += dy[o]! / inside.length;
          }
        }
  return { y, dx };
}

/** Errors of the output and of the gradient. */
function errorsOf(c: Case): [number, number] {
  return tf.tidy(() => {
    const x = tf.randomNormal<tf.Rank.R4>([BATCH, ...c.size, CHANNELS], 0, 1, 'float32', 1);
    const pool = (t: tf.Tensor) => tf.avgPool(t as tf.Tensor4D, c.pool, c.strides, c.pad);
    const y = pool(x);
    const dy = tf.randomNormal<tf.Rank.R4>(y.shape, 0, 1, 'float32', 2);
    const want = reference(c, x.dataSync(), dy.dataSync());
    soilHeap(x.shape);
    const dx = tf.grad(pool)(x, dy);
    return [relativeError(y.dataSync(), want.y), relativeError(take(dx), want.dx)];
  });
}

describeOnWasm('avgPoolGrad', () => {
  test('is the gradient of what the forward pass computes: windows, strides, paddings, odd sizes', () => {
    const all = () => {
      for (const c of CASES) {
        const [forward, gradient] = errorsOf(c);
        // a few float32 terms
        expect(forward, JSON.stringify(c)).toBeLessThan(1e-6);
        expect(gradient, JSON.stringify(c)).toBeLessThan(1e-6);
      }
    };
    all();
    withSlowKernelsKept(all);
  });

  test('which that of the backend alone is not, at the border', () => {
    const c: Case = { pool: [3, 3], strides: [2, 2], pad: 'same', size: [7, 5] };
    const [forward, gradient] = withUpstreamKernels(() => errorsOf(c));
    expect(forward).toBeLessThan(1e-6);
    expect(gradient).toBeGreaterThan(0.1);
  });

  test('leaks no tensor', async () => {
    await expectNoLeakedTensors(() => void errorsOf(CASES[0]!));
  });
});
