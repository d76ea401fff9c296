import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { describeOnWasm } from './onWasm.js';

const CASES: { shape: number[]; reps: number[] }[] = [
  // a row over the leading axes
  { shape: [1, 1, 1, 5], reps: [3, 4, 2, 1] },
  { shape: [1, 7], reps: [13, 1] },
  { shape: [1, 1], reps: [4, 1] },
  { shape: [1, 5], reps: [1, 1] },
  { shape: [5], reps: [1] },
  { shape: [1, 5], reps: [0, 1] },
  // left to the backend
  { shape: [2, 3], reps: [2, 1] },
  { shape: [1, 3], reps: [2, 2] },
  { shape: [3], reps: [4] },
];

function reference(x: ArrayLike<number>, shape: number[], reps: number[]): number[] {
  let offsets = [0];
  shape.forEach((length, axis) => {
    offsets = offsets.flatMap(offset =>
      Array.from({ length: length * reps[axis]! }, (_, i) => offset * length + (i % length)),
    );
  });
  return offsets.map(offset => x[offset]!);
}

describeOnWasm('tile', () => {
  test('rows over the leading axes, and everything else', () => {
    for (const dtype of ['float32', 'int32'] as const) {
      for (const { shape, reps } of CASES) {
        const count = shape.reduce((product, size) => product * size, 1);
        const x = tf.tensor(
          Array.from({ length: count }, (_, i) => i + 1),
          shape,
          dtype,
        );
        const tiled = tf.tile(x, reps);
        expect(tiled.shape).toEqual(shape.map((size, axis) => size * reps[axis]!));
        expect(tiled.dtype).toBe(dtype);
        expect([...tiled.dataSync()], JSON.stringify({ shape, reps })).toEqual(
          reference(x.dataSync(), shape, reps),
        );
      }
    }
  });

  test('leaks no tensor', async () => {
    const x = tf.ones([1, 3]);
    await expectNoLeakedTensors(() => tf.dispose(tf.tile(x, [4, 1])));
  });
});
