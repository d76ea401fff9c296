import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/linalg/dense.js';
import { effectiveLambdaH } from '../../src/theory/effectiveLambdaH.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { gaussian } from './settings.js';

describe('effectiveLambdaH', () => {
  it('finds λ_H from a network at the optimum', () => {
    const classCounts = [30, 10, 4];
    const [lambdaW, lambdaH] = [3e-3, 2e-4];
    const { kernel, meanGram } = predictUfm({
      loss: 'mse',
      encoding: gaussian(3, 5, 3),
      classCounts,
      featureDim: 7,
      lambdaW,
      lambdaH,
      lambdaB: 0.1,
      featureActivation: 'linear',
    });
    const squaredFeatureNorm = classCounts.reduce((sum, n, k) => sum + n * (meanGram as Matrix).get(k, k), 0);
    const squaredKernelNorm = (kernel as Matrix).norm() ** 2;
    expect(effectiveLambdaH({ lambdaW, squaredKernelNorm, squaredFeatureNorm })).toBeCloseTo(lambdaH, 15);
  });

  it('is zero without a penalty or with a kernel of zeros', () => {
    expect(effectiveLambdaH({ lambdaW: 0, squaredKernelNorm: 1, squaredFeatureNorm: 2 })).toBe(0);
    expect(effectiveLambdaH({ lambdaW: 1, squaredKernelNorm: 0, squaredFeatureNorm: 2 })).toBe(0);
  });

  it.each([
    [{ lambdaW: -1 }, 'lambdaW', '-1'],
    [{ squaredKernelNorm: -1 }, 'squaredKernelNorm', '-1'],
    [{ squaredKernelNorm: Number.POSITIVE_INFINITY }, 'squaredKernelNorm', 'Infinity'],
    [{ squaredKernelNorm: Number.NaN }, 'squaredKernelNorm', 'NaN'],
    [{ squaredFeatureNorm: 0 }, 'squaredFeatureNorm', '0'],
  ])('names what is wrong: %j', async (change, argument, received) => {
    const norms = { lambdaW: 1, squaredKernelNorm: 1, squaredFeatureNorm: 1, ...change };
    const parts = { where: 'effectiveLambdaH', argument, requirement: /finite number/, received };
    await expectArgumentError(() => effectiveLambdaH(norms), parts);
  });
});
