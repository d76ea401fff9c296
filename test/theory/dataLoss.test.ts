import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { Matrix } from '../../src/linalg/dense.js';
import { dataLoss, lossInPlace, outputGradients } from '../../src/theory/dataLoss.js';
import { ufmProblem } from '../../src/theory/ufmSetting.js';
import { gaussian, smoothed } from './settings.js';

describe('lossInPlace', () => {
  it.each(['mse', 'cross-entropy'] as const)(
    'is the data loss and its gradient, class by class: %s',
    loss => {
      const encoding = loss === 'mse' ? gaussian(4, 3, 1) : smoothed(4, 0.2);
      const problem = ufmProblem('test', {
        loss,
        encoding,
        classCounts: [7, 5, 3, 1],
        featureDim: 2,
        lambdaW: 1e-3,
        lambdaH: 1e-3,
        lambdaB: 0,
        featureActivation: 'linear',
      });
      const { normal } = random('outputs');
      const outputs = Matrix.from1DArray(
        4,
        encoding.dim,
        Array.from({ length: 4 * encoding.dim }, () => 3 * normal()),
      );
      const zero = new Array<number>(encoding.dim).fill(0);
      const flat = Float64Array.from(outputs.to1DArray());
      const value = lossInPlace(problem)(flat);
      expect(Math.abs(value / dataLoss(problem, outputs.transpose(), zero) - 1)).toBeLessThan(1e-13);
      const gradients = outputGradients(problem, outputs.transpose(), zero).mulRowVector([
        ...problem.rootProportions,
      ]);
      const found = Matrix.from1DArray(4, encoding.dim, Array.from(flat)).transpose();
      expect(Matrix.sub(found, gradients).norm()).toBeLessThan(1e-13);
    },
  );

  it.each([0, 1, 2])('does not overflow, and loses no digit of a tiny loss: largest output %d', top => {
    const problem = ufmProblem('test', {
      loss: 'cross-entropy',
      encoding: smoothed(3, 0),
      classCounts: [1, 1, 1],
      featureDim: 2,
      lambdaW: 1e-3,
      lambdaH: 1e-3,
      lambdaB: 0,
      featureActivation: 'linear',
    });
    // Every class has output `top` above the two others by 40, all of them around 2000.
    const logits = Matrix.ones(3, 3).mul(2000);
    logits.setRow(top, [2040, 2040, 2040]);
    const flat = Float64Array.from(logits.transpose().to1DArray());
    // ln(1 + 2e⁻⁴⁰) for the class that is right, 40 more for the others
    expect(lossInPlace(problem)(flat) / ((3 * 2 * Math.exp(-40) + 80) / 3)).toBeCloseTo(1, 13);
    const small = Math.exp(-40);
    const probabilities = [0, 1, 2].map(j => (j === top ? 1 : small));
    const gradients = outputGradients(problem, logits, [0, 0, 0]);
    for (let k = 0; k < 3; k++) {
      for (let j = 0; j < 3; j++) {
        // The right output of a class that is right: −(1 − p) = −2e⁻⁴⁰, as exactly as any other.
        const right = j === k && j === top;
        const expected = right ? -2 * small : probabilities[j]! - Number(j === k);
        expect(flat[3 * k + j]! / (Math.sqrt(1 / 3) * expected)).toBeCloseTo(1, 13);
        expect(gradients.get(j, k)).toBeCloseTo(expected, 15);
      }
    }
  });
});
