import type { Matrix } from '../linalg/dense.js';

/** The entries above the diagonal of a symmetric matrix: one number per unordered pair of classes. */
export function upperTriangle(symmetric: Matrix): number[] {
  const values: number[] = [];
  for (let k = 0; k < symmetric.rows; k++) {
    for (let l = k + 1; l < symmetric.columns; l++) values.push(symmetric.get(k, l));
  }
  return values;
}

/** Cosines of all pairs k < l from a Gram matrix. Rounding can push a cosine past ±1; it is clamped. */
export function pairCosines(gram: Matrix): number[] {
  const norms = gram.diagonal().map(Math.sqrt);
  const cosines = gram.clone().divColumnVector(norms).divRowVector(norms);
  return upperTriangle(cosines).map(cosine => Math.max(-1, Math.min(1, cosine)));
}

/** Arithmetic mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Population standard deviation, centred before squaring. */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map(value => (value - centre) ** 2)));
}
