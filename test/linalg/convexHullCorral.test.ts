import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { GrowingQr } from '../../src/linalg/convexHullCorral.js';
import { Matrix, solveLinear } from '../../src/linalg/dense.js';

const { normal } = random('qr');
const columns = Array.from({ length: 6 }, () => Float64Array.from({ length: 8 }, () => normal()));

/** (AᵀA)⁻¹ 1 by LU, which knows nothing of QR. */
function normalSolution(chosen: readonly Float64Array[]): number[] {
  const a = new Matrix(chosen.map(column => Array.from(column)));
  return solveLinear(
    a.mmul(a.transpose()),
    chosen.map(() => 1),
  )!;
}

function expectSolves(qr: GrowingQr, chosen: readonly Float64Array[]): void {
  const expected = normalSolution(chosen);
  const found = qr.solveNormal(chosen.map(() => 1));
  // Gaussian 8×6 matrices have conditions of about ten; the oracle squares them.
  for (const [i, x] of found.entries()) expect(Math.abs(x - expected[i]!)).toBeLessThan(1e-11);
}

describe('GrowingQr', () => {
  it('solves the normal equations of the columns it has, whichever came and went', () => {
    const qr = new GrowingQr(8);
    for (const column of columns) expect(qr.append(column)).toBe(true);
    expectSolves(qr, columns);
    qr.remove(1);
    const five = columns.filter((_, i) => i !== 1);
    expectSolves(qr, five);
    qr.remove(4);
    qr.remove(0);
    expectSolves(qr, five.slice(1, 4));
    expect(qr.append(columns[1]!)).toBe(true);
    expectSolves(qr, [...five.slice(1, 4), columns[1]!]);
  });

  it('refuses what depends on its columns, and is as it was', () => {
    const qr = new GrowingQr(8);
    qr.append(columns[0]!);
    qr.append(columns[1]!);
    expect(qr.append(columns[0]!.map((x, i) => 2 * x - columns[1]![i]!))).toBe(false);
    expectSolves(qr, columns.slice(0, 2));
    const narrow = new GrowingQr(1);
    expect([narrow.append(Float64Array.of(3)), narrow.append(Float64Array.of(2))]).toEqual([true, false]);
  });
});
