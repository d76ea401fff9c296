import { diagonal, kept, type MatrixView, rowOf } from '../linalg/matrixView.js';

/**
 * A number per pair of classes, k < l. 10,000 classes have 5·10⁷ pairs, so that loops go row by row and no list is
 * made.
 */
export interface Pairs {
  readonly classes: number;
  /** Writes the numbers of the pairs (k, l), l > k, to `into[l]`; the other entries of `into` are undefined. */
  fillRow(k: number, into: Float64Array): void;
}

/** The entries of a symmetric table. */
export function pairsOf(table: MatrixView): Pairs {
  return {
    classes: table.rows,
    fillRow(k, into) {
      const row = rowOf(table, k, into);
      if (row !== into) into.set(row.subarray(k + 1), k + 1);
    },
  };
}

/** Applies a function to the number of every pair and its two classes. */
export function mapPairs(pairs: Pairs, change: (value: number, k: number, l: number) => number): Pairs {
  const { classes } = pairs;
  return {
    classes,
    fillRow(k, into) {
      pairs.fillRow(k, into);
      for (let l = k + 1; l < classes; l++) into[l] = change(into[l]!, k, l);
    },
  };
}

/** The same numbers, computed once and kept unless there are too many, see {@link kept}. */
export function keptPairs(pairs: Pairs): Pairs {
  const { classes } = pairs;
  const get = () => Number.NaN;
  return pairsOf(
    kept({ rows: classes, columns: classes, get, fillRow: (k, into) => pairs.fillRow(k, into) }),
  );
}

/** Mean over all pairs k < l. */
export function meanOverPairs(pairs: Pairs): number {
  const { classes } = pairs;
  const row = new Float64Array(classes);
  let sum = 0;
  for (let k = 0; k + 1 < classes; k++) {
    pairs.fillRow(k, row);
    sum += sumOf(row.subarray(k + 1));
  }
  return sum / ((classes * (classes - 1)) / 2);
}

/** Mean, deviation and minimum of a number per pair, over all pairs k < l. */
export interface PairMoments {
  readonly mean: number;
  /** Population standard deviation */
  readonly deviation: number;
  /** The minimum; NaN if one of the numbers is */
  readonly smallest: number;
}

/**
 * Mean, standard deviation and minimum over all pairs k < l. Each row of pairs is centered by its own mean before
 * squaring, and rows are merged (Chan, Golub and LeVeque 1979).
 */
export function momentsOverPairs(pairs: Pairs): PairMoments {
  const { classes } = pairs;
  const row = new Float64Array(classes);
  let count = 0;
  let mean = 0;
  let squares = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (let k = 0; k + 1 < classes; k++) {
    pairs.fillRow(k, row);
    const own = row.subarray(k + 1);
    const { length } = own;
    for (let j = 0; j < length; j++) smallest = Math.min(smallest, own[j]!);
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

function squaresAround(values: Float64Array, center: number): number {
  let sum = 0;
  for (let j = 0; j < values.length; j++) sum += (values[j]! - center) ** 2;
  return sum;
}

/** Cosine of every pair from a Gram matrix. Rounding can push a cosine past ±1; it is clamped. */
export function pairCosines(gram: MatrixView): Pairs {
  const classes = gram.rows;
  const inverse = Float64Array.from(diagonal(gram), square => 1 / Math.sqrt(square));
  const buffer = new Float64Array(classes);
  return {
    classes,
    fillRow(k, into) {
      const row = rowOf(gram, k, buffer);
      const scale = inverse[k]!;
      for (let l = k + 1; l < classes; l++) {
        into[l] = Math.max(-1, Math.min(1, row[l]! * scale * inverse[l]!));
      }
    },
  };
}

/** Arithmetic mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Population standard deviation, centered before squaring. */
export function standardDeviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(mean(values.map(value => (value - center) ** 2)));
}
