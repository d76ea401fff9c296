import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { type CanonicalSolution, describeSolution } from '../../src/theory/canonicalSolution.js';
import { type UfmSetting, ufmProblem } from '../../src/theory/ufmSetting.js';
import { SETTING } from '../helpers/theory.js';

const SOLUTION: CanonicalSolution = {
  left: Matrix.eye(3, 2),
  right: new Matrix([
    [1, 0, 0],
    [0, 1, 1],
  ]),
  bias: [3, 0, -4],
  method: { kind: 'closed-form', source: 'this test' },
  unique: true,
};

function described(change: Partial<UfmSetting>, solution: Partial<CanonicalSolution> = {}) {
  const setting = { ...SETTING, ...change };
  return describeSolution(setting, ufmProblem('test', setting), { ...SOLUTION, ...solution });
}

describe('describeSolution', () => {
  it.each([1e-9, 1, 1e9])('takes a mean 1e-8 of the longest for zero, in units of %d', unit => {
    const withMean = (length: number) => {
      const right = SOLUTION.right.clone().set(1, 2, length).mul(unit);
      // Factors have the unit of the root of the codes.
      const matrix = Matrix.identity(3).mul(unit ** 2);
      const encoding = { name: 'scaled', classes: 3, dim: 3, matrix };
      return described({ encoding, classCounts: [8, 8, 8] }, { right });
    };
    const zero = withMean(0.9e-8);
    expect(zero.minorityCollapsed).toEqual([2]);
    expect(zero.normRatios).toEqual([1, 1, 0]);
    expect((zero.classMeans as Matrix).getRow(2)).toEqual([0, 0, 0, 0]);
    expect(zero.meanCosine).toHaveProperty('absent');
    const short = withMean(1.1e-8);
    expect(short.minorityCollapsed).toEqual([]);
    expect((short.normRatios as number[])[2]! / 1.1e-8).toBeCloseTo(1, 12);
    // Cosines 0, 0 and 1
    expect(short.meanCosine).toBeCloseTo(1 / 3, 12);
  });

  it('takes means for zero that are far below the codes, and the weights with them', () => {
    const right = SOLUTION.right.clone().mul(1e-9);
    const zero = described({}, { right, left: SOLUTION.left.clone().mul(1e-9) });
    expect(zero).toMatchObject({ collapsed: true, minorityCollapsed: [] });
    expect([(zero.kernel as Matrix).norm(), (zero.logits as Matrix).norm()]).toEqual([0, 0]);
    expect(zero.balanceResidual).toEqual({ absent: 'the predicted kernel is zero' });
  });

  it('says nothing of what is zero before descent has ended', () => {
    const method = {
      kind: 'numerical',
      gradientNorm: 0.003,
      converged: false,
      restarts: 1,
      lossSpread: 0,
      certified: false,
    } as const;
    const { unique, collapsed, minorityCollapsed, meanCosine } = described({}, { method });
    const reason = { absent: 'descent has not ended, its relative gradient is 0.0030' };
    expect([unique, collapsed, minorityCollapsed]).toEqual([reason, reason, reason]);
    expect(typeof meanCosine).toBe('number');
    const ended = described({}, { method: { ...method, converged: true } });
    expect([ended.unique, ended.collapsed, ended.minorityCollapsed]).toEqual([true, false, []]);
  });

  it('has the direction of the bias, of the limit where it vanishes, and the reason where there is none', () => {
    expect(described({}).biasDirection).toEqual([0.6, 0, -0.8]);
    expect(described({}, { biasDirection: [0, 5, 0] }).biasDirection).toEqual([0, 1, 0]);
    expect(described({ lambdaB: Number.POSITIVE_INFINITY }).biasDirection).toEqual({
      absent: 'the head has no bias',
    });
    // The mean of centered codes is zero to rounding.
    expect(described({}, { bias: [1e-17, 0, -1e-17] }).biasDirection).toHaveProperty('absent');
    expect(described({}, { bias: [0, 0, 0] }).biasDirection).toEqual({
      absent: 'the predicted bias is zero',
    });
  });

  it.each([
    [{ lambdaW: 0 }, 'λ_W is 0'],
    [{ lambdaH: 0 }, 'λ_H is 0'],
    [{ lambdaW: 0, lambdaH: 0 }, 'λ_W and λ_H are 0'],
  ])('leaves out what has no scale, and says why: %j', (change, which) => {
    const { scaleFree, loss, bias, kernel, normalizedMeanGram } = described(change);
    const reason = { absent: `${which}: the optimum has no scale, only its shape is predicted` };
    expect([scaleFree, loss, bias, kernel]).toEqual([true, reason, reason, reason]);
    expect(normalizedMeanGram).toBeInstanceOf(Matrix);
  });
});
