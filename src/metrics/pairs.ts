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

/** Of a number per pair, over all pairs k < l. */
export interface PairMoments {
  readonly mean: number;
  /** Population standard deviation */
  readonly deviation: number;
  /** NaN if one of the numbers is */
  readonly smallest: number;
}

/**
 * Mean, standard deviation and least of all pairs k < l, each asked for once: a row of pairs is centred by its own mean
 * before squaring, and rows are merged (Chan, Golub and LeVeque 1979).
 */
export function momentsOverPairs(classes: number, value: PairValue): PairMoments {
  const row = new Float64Array(classes);
  let count = 0;
  let mean = 0;
  let squares = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (let k = 0; k + 1 < classes; k++) {
    const length = classes - 1 - k;
    for (let j = 0; j < length; j++) {
      row[j] = value(k, k + 1 + j);
      smallest = Math.min(smallest, row[j]!);
    }
    const own = row.subarray(0, length);
    const ownMean = sumOf(own) / length;
    const offset = ownMean - mean;
    squares += squaresAround(own, ownMean) + offset ** 2 * ((count * length) / (count + length));
    count += length;
    mean += offset * (length / count);
  }
  return { mean, deviation: Math.sqrt(squares / count), smallest };
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < values.length; j++) sum += values[j]!;
  return sum;
}

function squaresAround(values: Float64Array, centre: number): number {
  let sum = 0;
  for (let j = 0; j < values.length; j++) sum += (values[j]! - centre) ** 2;
  return sum;
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
