import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { referenceMatMul } from './matMulReference.js';
import { combinations, describeOnWasm, relativeError, SUM_TOLERANCE, take } from './onWasm.js';

type Case = {
  transposeA: boolean;
  transposeB: boolean;
  size: [rows: number, inner: number, columns: number];
  batch: number[];
};

const CASES = combinations<Case>({
  transposeA: [false, true],
  transposeB: [false, true],
  size: [
    [1, 1, 1],
    [1, 64, 10],
    [33, 100, 7],
    [128, 49, 1],
  ],
  // One product goes to XNNPACK, several stay with the backend.
  batch: [[], [1], [1, 1], [3], [2, 2]],
});

describeOnWasm('matMul', () => {
  test('products with and without transposes and batches', () => {
    for (const c of CASES) {
      const [rows, inner, columns] = c.size;
      const a = tf.randomNormal(
        [...c.batch, ...(c.transposeA ? [inner, rows] : [rows, inner])],
        0,
        1,
        'float32',
        1,
      );
      const b = tf.randomNormal(
        [...c.batch, ...(c.transposeB ? [columns, inner] : [inner, columns])],
        0,
        1,
        'float32',
        2,
      );
      const product = tf.matMul(a, b, c.transposeA, c.transposeB);
      expect(product.shape).toEqual([...c.batch, rows, columns]);
      expect(
        relativeError(take(product), reference(c, a.dataSync(), b.dataSync())),
        JSON.stringify(c),
      ).toBeLessThan(SUM_TOLERANCE);
    }
  });

  test('gradients with respect to both operands', () => {
    const a = tf.randomNormal<tf.Rank.R2>([6, 5], 0, 1, 'float32', 1);
    const b = tf.randomNormal<tf.Rank.R2>([5, 4], 0, 1, 'float32', 2);
    const dy = tf.randomNormal<tf.Rank.R2>([6, 4], 0, 1, 'float32', 3);
    const [as, bs, dys] = [a.dataSync(), b.dataSync(), dy.dataSync()];
    const [da, db] = tf.grads((s, t) => tf.matMul(s, t))([a, b], dy);
    const wantA = referenceMatMul(
      [6, 4, 5],
      (i, k) => dys[i * 4 + k]!,
      (k, j) => bs[j * 4 + k]!,
    );
    const wantB = referenceMatMul(
      [5, 6, 4],
      (i, k) => as[k * 5 + i]!,
      (k, j) => dys[k * 4 + j]!,
    );
    expect(relativeError(take(da!), wantA)).toBeLessThan(SUM_TOLERANCE);
    expect(relativeError(take(db!), wantB)).toBeLessThan(SUM_TOLERANCE);
  });

  test('leaks no tensor and no buffer, on errors too', async () => {
    const a = tf.ones<tf.Rank.R2>([3, 4]);
    const b = tf.ones<tf.Rank.R2>([5, 4]);
    const multiply = () => tf.dispose(tf.matMul(a, b, false, true));
    await expectNoLeakedTensors(multiply);
    const buffers = tf.backend().numDataIds();
    multiply();
    const unequal = { transposeA: true, transposeB: true };
    expect(() => tf.engine().runKernel(tf.BatchMatMul, { a, b }, unequal)).toThrow(/inner shapes/);
    expect(tf.backend().numDataIds()).toBe(buffers);
  });
});

function reference(c: Case, a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const [rows, inner, columns] = c.size;
  const products = c.batch.reduce((count, size) => count * size, 1);
  const out = new Float64Array(products * rows * columns);
  for (let p = 0; p < products; p++) {
    const product = referenceMatMul(
      c.size,
      (i, k) => a[p * rows * inner + (c.transposeA ? k * rows + i : i * inner + k)]!,
      (k, j) => b[p * inner * columns + (c.transposeB ? j * inner + k : k * columns + j)]!,
    );
    out.set(product, p * rows * columns);
  }
  return out;
}
