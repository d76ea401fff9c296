import { diagonal, type Table } from '../linalg/table.js';

/** A number per pair of classes, k < l. There are 5·10⁷ pairs of 10,000 classes: they are gone through, not listed. */
export type PairValue = (k: number, l: number) => number;

/** Mean over all pairs k < l. */
export function meanOverPairs(classes: number, value: PairValue): number {
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    for (let l = k + 1; l < classes; l++) sum += value(k, l);
  }
  return sum / ((classes * (classes - 1)) / 2);
}

/** Population standard deviation over all pairs k < l, centred before squaring. */
export function deviationOverPairs(classes: number, value: PairValue): number {
  const centre = meanOverPairs(classes, value);
  return Math.sqrt(meanOverPairs(classes, (k, l) => (value(k, l) - centre) ** 2));
}

/** Smallest value of all pairs k < l; NaN if one of them is. */
export function smallestOfPairs(classes: number, value: PairValue): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < classes; k++) {
    for (let l = k + 1; l < classes; l++) smallest = Math.min(smallest, value(k, l));
  }
  return smallest;
}

/** Cosine of a pair from a Gram matrix. Rounding can push a cosine past ±1; it is clamped. */
export function pairCosine(gram: Table): PairValue {
  const norms = Float64Array.from(diagonal(gram), Math.sqrt);
  return (k, l) => Math.max(-1, Math.min(1, gram.get(k, l) / norms[k]! / norms[l]!));
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
