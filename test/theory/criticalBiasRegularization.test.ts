import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { criticalBiasRegularization } from '../../src/theory/criticalBiasRegularization.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { codes, gaussian, lambdas, longTail, oneHot, smoothed } from './settings.js';

const five: UfmSetting = {
  loss: 'mse',
  encoding: oneHot(5),
  classCounts: [100, 100, 100, 100, 100],
  featureDim: 8,
  lambdaW: 5e-3,
  lambdaH: 1e-5,
  lambdaB: 0,
  featureActivation: 'linear',
};

/** ‖Σ_k π_k m_k‖ relative to the means */
function globalMean(setting: UfmSetting): number {
  const means = predictUfm(setting).classMeans as Matrix;
  const total = setting.classCounts.reduce((sum, n) => sum + n, 0);
  const shares = Matrix.rowVector(setting.classCounts.map(n => n / total));
  return shares.mmul(means).norm() / means.norm();
}

describe('criticalBiasRegularization', () => {
  it.each([2 ** -30, 2 ** 30])('does not depend on the unit of the codes: %d', unit => {
    const unscaled = criticalBiasRegularization(five) as number;
    // τ is in the unit of the codes.
    const scaled = {
      ...five,
      encoding: codes('scaled', Matrix.identity(5).mul(unit)),
      lambdaW: five.lambdaW * unit,
      lambdaH: five.lambdaH * unit,
    };
    expect((criticalBiasRegularization(scaled) as number) / unscaled).toBeCloseTo(1, 12);
    const oblique = { ...scaled, encoding: codes('oblique', Matrix.diag([2, 1, 1, 1, 1]).mul(unit)) };
    expect(criticalBiasRegularization(oblique)).toHaveProperty('absent');
  });

  it('needs no more dimensions than the simplex has', () => {
    expect(criticalBiasRegularization({ ...five, featureDim: 4 })).toBe(criticalBiasRegularization(five));
    expect(criticalBiasRegularization({ ...five, featureDim: 3 })).toHaveProperty('absent');
  });

  it('is τ√K/(1 − τ√K) for balanced one-hot codes', () => {
    // τ = 0.005: 0.0111803/(1 − 0.0111803), by hand.
    expect(criticalBiasRegularization(five)).toBeCloseTo(0.01130675, 8);
  });

  it.each([
    ['one-hot', oneHot(5)],
    ['smoothed', smoothed(5, 0.2)],
    ['scaled', codes('scaled', Matrix.identity(5).mul(3))],
  ])('is where the class means stop being centred: %s', (_, encoding) => {
    const setting = { ...five, encoding };
    const critical = criticalBiasRegularization(setting) as number;
    expect(globalMean({ ...setting, lambdaB: critical * 0.999 })).toBeLessThan(1e-12);
    expect(globalMean({ ...setting, lambdaB: critical * 1.001 })).toBeGreaterThan(1e-4);
  });

  it('is infinite where the mean code is shorter than τ, and the means are centred for every λ_b', () => {
    // Two codes far apart in one dimension, a small common offset in another.
    const encoding = codes(
      'offset',
      new Matrix([
        [1, -1],
        [0.01, 0.01],
      ]),
    );
    const setting = { ...five, encoding, classCounts: [10, 10], ...lambdas(0.1, 20) };
    expect(criticalBiasRegularization(setting)).toBe(Number.POSITIVE_INFINITY);
    expect(globalMean({ ...setting, lambdaB: Infinity })).toBeLessThan(1e-12);
  });

  it.each([
    [{ loss: 'cross-entropy' }, /cross-entropy/],
    [{ featureActivation: 'nonnegative' }, /nonnegative/],
    [{ lambdaW: 0 }, /λ_W or λ_H is 0/],
    [{ encoding: codes('centred', Matrix.identity(5).sub(1 / 5)) }, /mean code Eπ is zero/],
    [{ classCounts: longTail(5, 10) }, /not orthogonal/],
    [{ encoding: gaussian(5, 3, 1) }, /not orthogonal/],
    [{ lambdaW: 1, lambdaH: 1 }, /every class mean is zero/],
    [{ featureDim: 2 }, /below the rank 4/],
  ] as const)('is absent with a reason: %#', (change, reason) => {
    expect(criticalBiasRegularization({ ...five, ...change } as UfmSetting)).toEqual({
      absent: expect.stringMatching(reason),
    });
  });

  it('names a wrong argument', async () => {
    const parts = { where: 'criticalBiasRegularization', argument: 'lambdaW', requirement: /at least 0/ };
    await expectArgumentError(() => criticalBiasRegularization({ ...five, lambdaW: -1 }), {
      ...parts,
      received: '-1',
    });
  });
});
