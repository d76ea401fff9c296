import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { type Matrix, matrixFrom, squaredDistances, toFloat32 } from '../../src/linalg/dense.js';
import { centeredRows } from '../../src/statistics/centeredMeans.js';
import { meanDistances } from '../../src/statistics/meanDistances.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

/** Two clusters of classes, at 1 and −1; in each, classes 1e-4 apart. */
function clusters(classes: number, dim: number): Matrix {
  const { normal } = random('clusters');
  const centers = [0, 1].map(() => Float64Array.from({ length: dim }, () => normal() / Math.sqrt(dim)));
  const rows = matrixFrom(
    Float64Array.from(
      { length: classes * dim },
      (_, at) => centers[Math.floor(at / dim) % 2]![at % dim]! + (1e-4 * normal()) / Math.sqrt(dim),
    ),
    classes,
    dim,
  );
  return centeredRows(rows, new Array(classes).fill(1 / classes));
}

function largestError(found: { get(k: number, l: number): number }, rows: Matrix): number {
  const wanted = squaredDistances(rows);
  let largest = 0;
  for (let k = 0; k < rows.rows; k++) {
    for (let l = 0; l < k; l++) {
      largest = Math.max(largest, Math.abs(found.get(k, l) / wanted.get(k, l) - 1));
      expect(found.get(l, k)).toBe(found.get(k, l));
    }
    expect(found.get(k, k)).toBe(0);
  }
  return largest;
}

describe('meanDistances', () => {
  const rows = clusters(40, 200);

  it.each([2 ** 26, 1000, 1])('are those of float64 within 1e-5, in tiles of %i bytes', async tileBytes => {
    // Float32 inner products of 200 terms, and a difference that keeps a hundredth of them.
    expect(largestError(await meanDistances(rows, tileBytes), rows)).toBeLessThan(1e-5);
  });

  it('are out of reach of the float32 Gram matrix alone: no digit is left of close pairs', async () => {
    const gram = tf.tidy(() => {
      const means = tf.tensor2d(toFloat32(rows), [40, 200]);
      return tf.matMul(means, means, false, true);
    });
    const g = await gram.data();
    gram.dispose();
    const get = (k: number, l: number) =>
      k === l ? 0 : g[k * 40 + k]! + g[l * 40 + l]! - (g[k * 40 + l]! + g[l * 40 + k]!);
    expect(largestError({ get }, rows)).toBeGreaterThan(1);
  });

  it('leaks no tensors', async () => {
    await expectNoLeakedTensors(() => meanDistances(rows, 1000));
  });
});
