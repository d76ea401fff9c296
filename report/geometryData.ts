import type { ClassRow, GeometrySnapshot, GramPair, PairRow, Projection } from '../src/record/snapshot.js';
import { rounded } from './compact.js';

type Matrix = readonly (readonly number[])[];

/** A measured and a predicted matrix of the same classes. */
export interface ShownGram {
  readonly measured: Matrix;
  readonly predicted: Matrix | Absent;
  /** The class, or output, of each row */
  readonly indices: readonly number[];
  /** Rows there are in all */
  readonly of: number;
}

interface Absent {
  readonly absent: string;
}

/** The snapshot as the page shows it. */
export interface ShownGeometry {
  readonly epoch: number;
  readonly meanGram: ShownGram | Absent;
  readonly weightGram: ShownGram | Absent;
  readonly classes: readonly ClassRow[];
  readonly pairs: readonly PairRow[];
  readonly projection: Projection | Absent;
}

/** Larger matrices are cut to this many classes, the least collapsed ones: a screen shows no more cells. */
export const MOST_GRAM_ROWS = 100;
const MOST_SAMPLES = 2000;
/** Digits that are enough for colors and tooltips. */
const DIGITS = 4;

/** The snapshot with fewer digits, and with fewer rows if there are very many. */
export function shownGeometry(snapshot: GeometrySnapshot): ShownGeometry {
  const leastCollapsed = snapshot.classes.map(row => row.class);
  return {
    epoch: snapshot.epoch,
    meanGram: shownGram(snapshot.meanGram, leastCollapsed),
    weightGram: shownGram(snapshot.weightGram, leastCollapsed),
    classes: snapshot.classes.map(short),
    pairs: snapshot.pairs.map(short),
    projection: shownProjection(snapshot.projection),
  };
}

function shownGram(pair: GramPair | Absent, leastCollapsed: readonly number[]): ShownGram | Absent {
  if ('absent' in pair) return pair;
  const size = pair.measured.length;
  const indices = chosenRows(size, leastCollapsed);
  const cut = (matrix: Matrix) => indices.map(i => indices.map(j => rounded(matrix[i]?.[j] ?? 0, DIGITS)));
  const predicted = 'absent' in pair.predicted ? pair.predicted : cut(pair.predicted);
  return { measured: cut(pair.measured), predicted, indices, of: size };
}

function chosenRows(size: number, leastCollapsed: readonly number[]): number[] {
  const all = Array.from({ length: size }, (_, i) => i);
  if (size <= MOST_GRAM_ROWS) return all;
  const ranked = leastCollapsed.length === size ? leastCollapsed : all;
  return ranked.slice(0, MOST_GRAM_ROWS).sort((a, b) => a - b);
}

function shownProjection(projection: Projection | Absent): Projection | Absent {
  if ('absent' in projection) return projection;
  const { shares, means, samples } = projection;
  const step = Math.max(1, Math.ceil(samples.length / MOST_SAMPLES));
  return {
    shares,
    means: means.map(([x, y]) => [rounded(x, DIGITS), rounded(y, DIGITS)] as const),
    samples: samples
      .filter((_, i) => i % step === 0)
      .map(([k, x, y]) => [k, rounded(x, DIGITS), rounded(y, DIGITS)] as const),
  };
}

/** Every number of a row with fewer digits. */
function short<Row extends object>(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'number' && !Number.isInteger(value) ? rounded(value, DIGITS) : value,
    ]),
  ) as Row;
}
