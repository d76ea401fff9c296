import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { criticalBiasRegularization } from '../../src/theory/criticalBiasRegularization.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { orthogonal } from '../helpers/transformations.js';
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
  const proportions = Matrix.rowVector(setting.classCounts.map(n => n / total));
  return proportions.mmul(means).norm() / means.norm();
}

/** Four codes of equal proportions: Eπ of a given length, orthogonal to centered codes of given singular values of (E − Eπ1ᵀ)/2. */
function withSpectrum(lengths: readonly number[], offset: number) {
  // Rows of a Hadamard matrix over 2: orthonormal, the first one constant.
  const rows = [
    [1, 1, 1, 1],
    [1, -1, 1, -1],
    [1, 1, -1, -1],
    [1, -1, -1, 1],
  ];
  const matrix = new Matrix(rows.map((row, i) => row.map(x => x * (i === 0 ? offset : lengths[i - 1]!))));
  return { encoding: codes('spectrum', orthogonal(4, 7).mmul(matrix)), classCounts: [10, 10, 10, 10] };
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

  it('needs a dimension for the mean label: with d ≤ K − 1 the means of one-hot codes stay centered', () => {
    expect(criticalBiasRegularization({ ...five, featureDim: 5 })).toBe(criticalBiasRegularization(five));
    for (const featureDim of [4, 3, 1]) {
      const setting = { ...five, featureDim };
      expect(criticalBiasRegularization(setting)).toBe(Number.POSITIVE_INFINITY);
      for (const lambdaB of [0.02, 0.1, 3]) {
        // By descent: closed forms would need more dimensions.
        expect(predictUfm({ ...setting, lambdaB }).method.kind).toBe('numerical');
        expect(globalMean({ ...setting, lambdaB })).toBeLessThan(1e-6);
      }
    }
    expect(predictUfm({ ...five, featureDim: 4, lambdaB: 0.1 }).meanCosine).toBeCloseTo(-0.25, 8);
  });

  it.each([
    ['of the singular values that one-hot codes have', [1, 1, 1], 1],
    ['of singular values that differ', [2, 1.6, 1.3], 1.2],
    ['of which some are below τ', [2, 1.5, 0.1], 1.4],
  ])('counts the dimensions that centered codes take above τ: %s', (_, lengths, offset) => {
    const setting = { ...five, ...withSpectrum(lengths, offset), ...lambdas(0.2, 40) };
    const taken = lengths.filter(length => length > 0.2).length;
    for (const featureDim of [1, 2, 3, 4]) {
      const critical = criticalBiasRegularization({ ...setting, featureDim }) as number;
      expect(critical).toEqual(featureDim > taken ? expect.closeTo(0.2 / (offset - 0.2), 10) : Infinity);
      for (const lambdaB of [0.05, 0.15, 0.3, 10]) {
        // Direct minimization ends at a relative gradient of 1e-9; beyond the transition the mean is of order one.
        const off = globalMean({ ...setting, featureDim, lambdaB });
        if (lambdaB < critical) expect(off).toBeLessThan(1e-6);
        else expect(off).toBeGreaterThan(1e-2);
      }
    }
  });

  it('has no closed form where the mean label takes the dimension of a shorter code', () => {
    // Smoothing shortens the centered codes, not the mean code: with d = K − 1 a strong penalty moves the means after all.
    const setting = { ...five, encoding: smoothed(5, 0.3), featureDim: 4 };
    expect(criticalBiasRegularization(setting)).toEqual({ absent: expect.stringMatching(/competes/) });
    expect(globalMean({ ...setting, lambdaB: 0.02 })).toBeLessThan(1e-6);
    expect(globalMean({ ...setting, lambdaB: Infinity })).toBeGreaterThan(1e-2);
  });

  it('is τ√K/(1 − τ√K) for balanced one-hot codes', () => {
    // τ = 0.005: 0.0111803/(1 − 0.0111803), by hand.
    expect(criticalBiasRegularization(five)).toBeCloseTo(0.01130675, 8);
  });

  it.each([
    ['one-hot', oneHot(5)],
    ['smoothed', smoothed(5, 0.2)],
    ['scaled', codes('scaled', Matrix.identity(5).mul(3))],
  ])('is where the class means stop being centered: %s', (_, encoding) => {
    const setting = { ...five, encoding };
    const critical = criticalBiasRegularization(setting) as number;
    expect(globalMean({ ...setting, lambdaB: critical * 0.999 })).toBeLessThan(1e-12);
    expect(globalMean({ ...setting, lambdaB: critical * 1.001 })).toBeGreaterThan(1e-4);
  });

  it('is infinite where the mean code is shorter than τ, and the means are centered for every λ_b', () => {
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
    [{ encoding: codes('centered', Matrix.identity(5).sub(1 / 5)) }, /mean code Eπ is zero/],
    [{ classCounts: longTail(5, 10) }, /not orthogonal/],
    [{ encoding: gaussian(5, 3, 1) }, /not orthogonal/],
    [{ lambdaW: 1, lambdaH: 1 }, /every class mean is zero/],
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
