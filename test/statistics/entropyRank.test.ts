import { expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { entropyRank } from '../../src/statistics/entropyRank.js';
import { range } from '../helpers/reference.js';

/** Coefficients of one step of conjugate gradients in an eigenspace. */
function oneStep(probes: number, eigenvalue: number) {
  const column = (value: number) => new Float32Array(probes).fill(value);
  return { alphas: [column(1 / eigenvalue)], betas: [column(0)], settled: true, steps: 1 };
}

const { normal } = random('entropy');

it('is the rank where all eigenvalues are one, whatever the probes are', () => {
  const rank = 50;
  const squaredNorms = range(20).map(() => rank + normal());
  const controls = { squaredNorms, rows: squaredNorms.map(norm => [norm - rank]) };
  const solved = oneStep(20, 1) as unknown as Parameters<typeof entropyRank>[0];
  for (const byClass of [true, false]) {
    const { value, bound } = entropyRank(solved, controls, { byClass, rank });
    expect(value).toBeCloseTo(rank, 4);
    expect(bound).toBeLessThan(2e-4);
  }
});

it('is that of the quadrature, in the measure of either matrix', () => {
  const rank = 40;
  const squaredNorms = range(20).map(() => 10);
  const controls = { squaredNorms, rows: squaredNorms.map(() => [0]) };
  const solved = oneStep(20, 2) as unknown as Parameters<typeof entropyRank>[0];
  const byClass = entropyRank(solved, controls, { byClass: true, rank });
  // ‖b‖² λ ln λ = 20 ln 2
  expect(byClass.value / (rank * Math.exp((-20 * Math.log(2)) / rank))).toBeCloseTo(1, 6);
  const byFeature = entropyRank(solved, controls, { byClass: false, rank });
  // The measure has the factor λ: ‖b‖² ln λ = 10 ln 2
  expect(byFeature.value / (rank * Math.exp((-10 * Math.log(2)) / rank))).toBeCloseTo(1, 6);
});
