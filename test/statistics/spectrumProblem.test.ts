import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { conjugateGradients } from '../../src/linalg/conjugateGradients.js';
import type { SpectrumProblem } from '../../src/statistics/spectrumProblem.js';
import { probeControls } from '../../src/statistics/spectrumProblem.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

/** C with rows √w (m − m̄), tr CCᵀ = rank, and z of ±1 in [K, p]. */
function problemOf(classes: number, dim: number, probes: number) {
  const { normal, uniform } = random(`${classes} ${dim}`);
  const byClass = classes - 1 <= dim;
  const rank = Math.min(classes - 1, dim);
  const signs = Float32Array.from({ length: classes * probes }, () => (uniform() < 0.5 ? -1 : 1));
  const problem: SpectrumProblem = {
    byClass,
    ...tf.tidy(() => {
      const rows = tf.tensor2d(
        Float32Array.from({ length: classes * dim }, () => normal()),
        [classes, dim],
      );
      const centered = tf.sub(rows, tf.mean(rows, 0, true));
      const size = tf.sqrt(tf.div(tf.sum(tf.square(centered)), rank));
      const means: tf.Tensor2D = tf.div(centered, size);
      const z = tf.tensor2d(signs, [classes, probes]);
      return {
        means,
        nullVector: tf.fill([classes, 1], 1 / Math.sqrt(classes)) as tf.Tensor2D,
        matrix: tf.matMul<tf.Tensor2D>(means, means, !byClass, byClass),
        rightHandSides: byClass
          ? tf.sub<tf.Tensor2D>(z, tf.mean(z, 0, true))
          : tf.matMul<tf.Tensor2D>(means, z, true, false),
      };
    }),
  };
  return { problem, rank, signs };
}

async function disposeOf({ means, nullVector, matrix, rightHandSides }: SpectrumProblem) {
  tf.dispose([means, nullVector, matrix, rightHandSides]);
}

it.each([
  [8, 12],
  [12, 6],
])('are quadratic forms of powers of CCᵀ minus their traces: K = %i, d = %i', async (classes, dim) => {
  const { problem, rank, signs } = problemOf(classes, dim, 3);
  const options = { tolerance: 1e-4, maxSteps: 64, recordedSteps: 2 };
  const solved = await conjugateGradients(problem.matrix, problem.rightHandSides, options);
  const { rows, squaredNorms } = await probeControls(problem, solved, rank);

  const c = (await problem.means.array()) as number[][];
  const gram = c.map(a => c.map(b => a.reduce((sum, x, j) => sum + x * b[j]!, 0)));
  const times = (x: number[]) => gram.map(row => row.reduce((sum, g, l) => sum + g * x[l]!, 0));
  const dot = (x: number[], y: number[]) => x.reduce((sum, v, k) => sum + v * y[k]!, 0);
  const traceOfSquare = gram.flat().reduce((sum, g) => sum + g * g, 0);
  rows.forEach((row, i) => {
    const z = c.map((_, k) => signs[3 * k + i]!);
    const center = z.reduce((sum, x) => sum + x, 0) / classes;
    const inRange = z.map(x => x - center);
    const first = dot(z, times(z)) - rank;
    const second = dot(times(z), times(z)) - traceOfSquare;
    const expected = problem.byClass ? [dot(inRange, inRange) - rank, first, second] : [first, second];
    // Float32 coefficients of forms of about 10 to 100.
    expected.forEach((value, j) => {
      expect(Math.abs(row[j]! - value)).toBeLessThan(1e-5 * (traceOfSquare + classes));
    });
    expect(row).toHaveLength(expected.length);
    expect(squaredNorms[i]).toBeGreaterThan(0);
  });
  await expectNoLeakedTensors(() => probeControls(problem, solved, rank));
  solved.solution.dispose();
  await disposeOf(problem);
});
