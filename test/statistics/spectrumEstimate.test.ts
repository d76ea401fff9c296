import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Matrix, matrixFrom } from '../../src/linalg/dense.js';
import { estimateSpectrum } from '../../src/statistics/spectrumEstimate.js';
import type { WithinScatter } from '../../src/statistics/withinScatter.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

/** Σ_W = v I */
function isotropic(v: number): WithinScatter {
  return {
    project: async basis => Matrix.identity(basis.columns).mul(v),
    along: directions => tf.tidy(() => tf.mul(tf.sum(tf.square(directions), 0), v)),
  };
}

/** Σ_W = diag(v) */
function diagonalScatter(v: readonly number[]): WithinScatter {
  return {
    project: async () => Matrix.diag([...v]),
    along: (directions: Tensor2D) =>
      tf.tidy(() => tf.sum(tf.mul(tf.square(directions), tf.tensor2d([...v], [v.length, 1])), 0)),
  };
}

const equal = (classes: number) => new Array<number>(classes).fill(1 / classes);

/** s e_k in K dimensions: a simplex ETF around its center, Σ_B = (s²/K)(I − 11ᵀ/K). */
function simplex(classes: number, s: number): Matrix {
  const values = new Float64Array(classes * classes);
  for (let k = 0; k < classes; k++) values[k * (classes + 1)] = s;
  return matrixFrom(values, classes, classes);
}

function expectWithin(found: object, expected: number, mostBound: number): void {
  const { value, bound } = found as { value: number; bound: number };
  expect(bound).toBeLessThan(mostBound);
  const message = `${value} ± ${bound}, expected ${expected}`;
  expect(Math.abs(value / expected - 1), message).toBeLessThan(bound);
}

describe('estimateSpectrum', () => {
  it('is exact to float32 for a simplex ETF of 1,500 classes', async () => {
    const [classes, s, v] = [1500, 3, 0.25];
    const { pinvTrace, effectiveRank, rank } = await estimateSpectrum({
      means: simplex(classes, s),
      weights: equal(classes),
      within: isotropic(v),
    });
    // K − 1 eigenvalues s²/K. The spectrum is flat and Σ_W is too: all that probes differ in is known.
    expectWithin(pinvTrace, (v * (classes - 1) * classes) / s ** 2, 1e-3);
    expectWithin(effectiveRank, classes - 1, 1e-3);
    expect(rank).toBe(classes - 1);
  });

  it('knows the spectrum of ±c_j e_j, more classes than dimensions', async () => {
    const dim = 300;
    const lengths = Array.from({ length: dim }, (_, j) => 1 + j / dim);
    const values = new Float64Array(2 * dim * dim);
    lengths.forEach((length, j) => {
      values[2 * j * dim + j] = length;
      values[(2 * j + 1) * dim + j] = -length;
    });
    const within = lengths.map(length => 0.1 / length);
    const found = await estimateSpectrum({
      means: matrixFrom(values, 2 * dim, dim),
      weights: equal(2 * dim),
      within: diagonalScatter(within),
    });
    // Σ_B = diag(c_j²/d)
    const eigenvalues = lengths.map(length => length ** 2 / dim);
    const trace = eigenvalues.reduce((sum, x) => sum + x, 0);
    const entropy = -eigenvalues.reduce((sum, x) => sum + (x / trace) * Math.log(x / trace), 0);
    expectWithin(
      found.pinvTrace,
      eigenvalues.reduce((sum, x, j) => sum + within[j]! / x, 0),
      0.03,
    );
    expectWithin(found.effectiveRank, Math.exp(entropy), 2e-3);
    expect(found.rank).toBe(dim);
  });

  it('is absent without Σ_W, without spread, and where float32 cannot tell the means from dependent ones', async () => {
    const means = simplex(20, 1);
    const unknown = await estimateSpectrum({ means, weights: equal(20), within: null });
    expect(unknown.pinvTrace).toEqual({ absent: 'the within-class scatter was not collected' });
    expectWithin(unknown.effectiveRank, 19, 1e-3);

    const none = await estimateSpectrum({
      means: matrixFrom(new Float64Array(60).fill(2), 20, 3),
      weights: equal(20),
      within: isotropic(1),
    });
    const reason = { absent: 'all class means coincide: Σ_B is zero' };
    expect(none).toEqual({ pinvTrace: reason, effectiveRank: reason, rank: 0 });

    const close = means.clone();
    close.setRow(1, close.getRow(0));
    close.set(1, 1, 1e-5);
    const { pinvTrace } = await estimateSpectrum({
      means: close,
      weights: equal(20),
      within: isotropic(1),
    });
    expect(pinvTrace).toHaveProperty('absent', expect.stringMatching(/linearly dependent/));
  });

  it('leaks no tensors, also where Σ_W fails', async () => {
    const input = { means: simplex(12, 1), weights: equal(12) };
    await expectNoLeakedTensors(() => estimateSpectrum({ ...input, within: isotropic(1) }));
    const fails: WithinScatter = {
      ...isotropic(1),
      along: () => {
        throw new Error('no scatter');
      },
    };
    await expect(estimateSpectrum({ ...input, within: fails })).rejects.toThrow('no scatter');
    await expectNoLeakedTensors(() => estimateSpectrum({ ...input, within: fails }));
  });
});
