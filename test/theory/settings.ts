import { type Random, random } from '../../src/base/random.js';
import { Matrix } from '../../src/linalg/dense.js';
import type { UfmEncoding, UfmSetting } from '../../src/theory/ufmSetting.js';

export function codes(name: string, matrix: Matrix): UfmEncoding {
  return { name, classes: matrix.columns, dim: matrix.rows, matrix };
}

export const oneHot = (classes: number): UfmEncoding => codes('one-hot', Matrix.identity(classes));

export function smoothed(classes: number, epsilon: number): UfmEncoding {
  return codes(
    'smoothed',
    Matrix.identity(classes)
      .mul(1 - epsilon)
      .add(epsilon / classes),
  );
}

export function gaussian(classes: number, dim: number, seed: number | string): UfmEncoding {
  const { normal } = random(seed);
  const values = Array.from({ length: classes * dim }, () => normal() / Math.sqrt(dim));
  return codes('gaussian', Matrix.from1DArray(dim, classes, values));
}

/** Sizes falling geometrically from the first class to the last, by `ratio` in all. */
export function longTail(classes: number, ratio: number, largest = 1000): number[] {
  return Array.from({ length: classes }, (_, k) =>
    Math.max(1, Math.round(largest * ratio ** (-k / Math.max(classes - 1, 1)))),
  );
}

/** λ_W and λ_H with a given τ = √(N λ_W λ_H) and ratio λ_W/(N λ_H). */
export function lambdas(tau: number, samples: number, ratio = 1): { lambdaW: number; lambdaH: number } {
  return { lambdaW: tau * Math.sqrt(ratio), lambdaH: tau / Math.sqrt(ratio) / samples };
}

export const total = (counts: readonly number[]): number => counts.reduce((sum, n) => sum + n, 0);

/** 10^x for x uniform between two exponents. */
export const logUniform = ({ uniform }: Random, low: number, high: number): number =>
  10 ** (low + (high - low) * uniform());

export const pick = <T>({ integer }: Random, list: readonly T[]): T => list[integer(list.length)]!;

/** The full objective over all N samples, written with plain loops, independent of the library. */
export function fullLoss(
  setting: UfmSetting,
  w: number[][],
  h: number[][],
  labels: readonly number[],
  b: number[],
): number {
  const { encoding, loss, lambdaW, lambdaH, lambdaB } = setting;
  let data = 0;
  h.forEach((x, i) => {
    const z = w.map((row, j) => row.reduce((sum, wj, p) => sum + wj * x[p]!, b[j]!));
    const e = encoding.matrix.getColumn(labels[i]!);
    if (loss === 'mse') data += z.reduce((sum, zj, j) => sum + (zj - e[j]!) ** 2 / 2, 0);
    else {
      const lse = Math.log(z.reduce((sum, zj) => sum + Math.exp(zj), 0));
      data += e.reduce((sum, ej, j) => sum + ej * (lse - z[j]!), 0);
    }
  });
  const squares = (rows: number[][]) => rows.flat().reduce((sum, x) => sum + x * x, 0);
  const biasPenalty = lambdaB === Infinity ? 0 : (lambdaB / 2) * squares([b]);
  return data / h.length + (lambdaW / 2) * squares(w) + (lambdaH / 2) * squares(h) + biasPenalty;
}
