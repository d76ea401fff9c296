import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { conjugateGradients } from '../../src/linalg/conjugateGradients.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

const options = { tolerance: 1e-5, maxSteps: 64, recordedSteps: 4 };

/** A with known eigenvalues: a Householder reflection I − 2uuᵀ of a diagonal. */
function matrixWith(eigenvalues: readonly number[]): tf.Tensor2D {
  const { normal } = random('reflection');
  const u = eigenvalues.map(() => normal());
  const length = Math.hypot(...u);
  return tf.tidy(() => {
    const column = tf.tensor2d(
      u.map(x => x / length),
      [u.length, 1],
    );
    const reflection = tf.sub<tf.Tensor2D>(
      tf.eye(u.length),
      tf.mul(tf.matMul(column, column, false, true), 2),
    );
    return tf.matMul(tf.mul(reflection, tf.tensor1d([...eigenvalues])), reflection);
  });
}

describe('conjugateGradients', () => {
  it('solves every column, in as many steps as there are eigenvalues', async () => {
    const matrix = matrixWith([1, 1, 1, 4, 4, 9, 9, 9]);
    const wanted = tf.randomNormal([8, 3], 0, 1, 'float32', 5) as tf.Tensor2D;
    const rightHandSides: tf.Tensor2D = tf.matMul(matrix, wanted);
    const { solution, alphas, settled } = await conjugateGradients(matrix, rightHandSides, options);
    const error = tf.max(tf.abs(tf.sub(solution, wanted)));
    // Float32 with a condition number of 9.
    expect((await error.data())[0]).toBeLessThan(1e-5);
    expect(settled).toBe(true);
    // Three different eigenvalues: the fourth step finds all columns done.
    expect(alphas).toHaveLength(4);
    expect([...alphas[2]!].every(alpha => alpha > 0)).toBe(true);
    expect([...alphas[3]!]).toEqual([0, 0, 0]);
    tf.dispose([matrix, wanted, rightHandSides, solution, error]);
  });

  it('leaves a column that is zero, and one that is done, as they are', async () => {
    const matrix = matrixWith([1, 2, 3, 4, 5]);
    const rightHandSides = tf.tidy(() => tf.mul(tf.ones([5, 2]), tf.tensor2d([0, 1], [1, 2])) as tf.Tensor2D);
    const { solution, settled } = await conjugateGradients(matrix, rightHandSides, options);
    const values = await solution.data();
    expect([0, 2, 4, 6, 8].map(at => values[at])).toEqual([0, 0, 0, 0, 0]);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(settled).toBe(true);
    tf.dispose([matrix, rightHandSides, solution]);
  });

  it('says that it has not settled: too few steps, or a right-hand side outside the range', async () => {
    const matrix = matrixWith([1, 10, 100, 1000]);
    // Exactly singular: what rounding leaves of a null space, conjugate gradients may run away along.
    const singular = tf.diag(tf.tensor1d([0, 1, 2, 3])) as tf.Tensor2D;
    const ones = tf.ones([4, 1]) as tf.Tensor2D;
    const short = await conjugateGradients(matrix, ones, { ...options, maxSteps: 2 });
    const outside = await conjugateGradients(singular, ones, options);
    expect([short.settled, short.steps, outside.settled]).toEqual([false, 2, false]);
    tf.dispose([matrix, singular, ones, short.solution, outside.solution]);
  });

  it('leaks no tensors, also where shapes do not fit', async () => {
    const matrix = matrixWith([1, 2, 3]);
    const [fits, other] = [tf.ones([3, 2]) as tf.Tensor2D, tf.ones([4, 2]) as tf.Tensor2D];
    await expectNoLeakedTensors(async () =>
      (await conjugateGradients(matrix, fits, options)).solution.dispose(),
    );
    await expect(conjugateGradients(matrix, other, options)).rejects.toThrow();
    await expectNoLeakedTensors(() => conjugateGradients(matrix, other, options));
    tf.dispose([matrix, fits, other]);
  });
});
