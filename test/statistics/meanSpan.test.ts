import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { Matrix, matrixFrom } from '../../src/linalg/dense.js';
import { meanSpan } from '../../src/statistics/meanSpan.js';

function randomMeans(classes: number, dim: number, seed: number, offset = 0): Matrix {
  const { normal } = random(seed);
  return matrixFrom(
    Array.from({ length: classes * dim }, () => Math.fround(normal() + offset)),
    classes,
    dim,
  );
}

describe('meanSpan', () => {
  it.each([
    [2, 1],
    [2, 6],
    [5, 8],
    [5, 4],
    [6, 2],
    [10, 64],
  ])(
    'K = %i, d = %i: an orthonormal basis whose coordinates give the centered means back',
    (classes, dim) => {
      const means = randomMeans(classes, dim, 5, 10);
      const { basis, coordinates, centeredMeans } = meanSpan(means);
      expect(basis.columns).toBe(Math.min(classes - 1, dim));
      // Float64: the error of a singular vector is ε times the condition of the Gram matrix, below 1e4 here.
      expect(Matrix.sub(basis.transpose().mmul(basis), Matrix.identity(basis.columns)).norm()).toBeLessThan(
        1e-10,
      );
      expect(Matrix.sub(coordinates.mmul(basis.transpose()), centeredMeans).norm()).toBeLessThan(1e-10);
      expect(Math.max(...centeredMeans.mean('column').map(Math.abs))).toBeLessThan(1e-14);
    },
  );

  it('never counts the zero eigenvalue of centered vectors, whose rounding error can exceed the cut-off', () => {
    for (const classes of [2, 3, 4]) {
      for (let seed = 0; seed < 200; seed++) {
        expect(meanSpan(randomMeans(classes, 512, seed)).basis.columns).toBe(classes - 1);
      }
    }
  });

  it('finds the rank of collinear and of coinciding means', () => {
    const line = [0.5, 1, 3, 7].flatMap(t => [t, 2 * t, -t]);
    expect(meanSpan(matrixFrom(line, 4, 3)).basis.columns).toBe(1);
    const { basis, coordinates } = meanSpan(matrixFrom(new Array(30).fill(0.3), 10, 3));
    expect([basis.rows, basis.columns]).toEqual([3, 0]);
    expect([coordinates.rows, coordinates.columns]).toEqual([10, 0]);
  });
});

describe('meanSpan of more classes than dimensions', () => {
  it('is the same span from the d×d side, and gives the centered means back', () => {
    const means = randomMeans(60, 7, 3, 10);
    const byClass = meanSpan(means);
    const byFeature = meanSpan(means, 50);
    const { basis, coordinates, centeredMeans } = byFeature;
    // Projectors on the span, and float64 rounding of a Gram matrix of condition below 10.
    const projector = (b: Matrix) => b.mmul(b.transpose());
    expect(Matrix.sub(projector(basis), projector(byClass.basis)).norm()).toBeLessThan(1e-12);
    expect(Matrix.sub(coordinates.mmul(basis.transpose()), centeredMeans).norm()).toBeLessThan(1e-12);
  });

  it('finds the rank of means in a plane', () => {
    const plane = randomMeans(60, 2, 3).mmul(matrixFrom([1, 2, 0, 1, 1, -1, 3, 0], 2, 4));
    expect(meanSpan(plane, 50).basis.columns).toBe(2);
  });
});
