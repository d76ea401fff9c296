import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { random } from '../../src/random.js';
import { dataLoss } from '../../src/theory/dataLoss.js';
import { outputGradients } from '../../src/theory/outputGradients.js';
import { lossInPlace } from '../../src/theory/outputLoss.js';
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
        ...problem.rootShares,
      ]);
      const found = Matrix.from1DArray(4, encoding.dim, Array.from(flat)).transpose();
      expect(Matrix.sub(found, gradients).norm()).toBeLessThan(1e-13);
    },
  );
});
