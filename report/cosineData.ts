import type { Absent } from '../src/base/absent.js';
import type { CrossCosines, GeometrySnapshot, GramPair } from '../src/record/snapshot.js';

/** Numbers by row and column; null where there is none. */
export type Matrix = readonly (readonly (number | null)[])[];

/**
 * Measured and predicted cosines, in ten-thousandths, row by row: of a symmetric matrix only what is left of the diagonal,
 * else all entries. Null where a vector has no direction.
 */
export interface ShownCosines {
  readonly measured: readonly (number | null)[];
  readonly predicted: readonly (number | null)[] | Absent;
  /** Rows are outputs and columns classes; else both are the same classes, or outputs */
  readonly isCross: boolean;
  /** The class, or output, of each row */
  readonly indices: readonly number[];
  /** The class of each column */
  readonly columns: readonly number[];
  /** Rows there are in all */
  readonly of: number;
}

/** Larger matrices are cut to this many classes, the least collapsed ones: a screen shows no more cells. */
export const MOST_GRAM_ROWS = 100;

/** What is chosen between, in this order. */
export interface ShownGrams {
  /** cos(m_k, m_l), uncentered as in nc2.theory */
  readonly meanGram: ShownCosines | Absent;
  /** cos(m_k − m_G, m_l − m_G) */
  readonly centeredGram: ShownCosines | Absent;
  /** cos(w_i, w_j) */
  readonly weightGram: ShownCosines | Absent;
  /** cos(w_j, m_k); not in snapshots of earlier versions */
  readonly crossGram?: ShownCosines | Absent;
}

/** Cosines of the latest epoch. */
export function shownGrams({
  meanGram,
  weightGram,
  crossCosines,
  classWeights,
  classes,
}: GeometrySnapshot): ShownGrams {
  const leastCollapsed = classes.map(row => row.class);
  return {
    meanGram: symmetric(meanGram, leastCollapsed, matrix => matrix),
    centeredGram: symmetric(meanGram, leastCollapsed, matrix => centered(matrix, classWeights)),
    weightGram: symmetric(weightGram, leastCollapsed, matrix => matrix),
    ...(crossCosines && { crossGram: cross(crossCosines, leastCollapsed) }),
  };
}

function symmetric(
  pair: GramPair | Absent,
  leastCollapsed: readonly number[],
  change: (gram: Matrix) => Matrix,
): ShownCosines | Absent {
  if ('absent' in pair) return pair;
  const indices = chosenRows(pair.measured.length, leastCollapsed);
  const shown = (gram: Matrix) => lowerPart(cosinesOf(change(gram)), indices);
  return {
    measured: shown(pair.measured),
    predicted: 'absent' in pair.predicted ? pair.predicted : shown(pair.predicted),
    isCross: false,
    indices,
    columns: indices,
    of: pair.measured.length,
  };
}

function cross(found: CrossCosines | Absent, leastCollapsed: readonly number[]): ShownCosines | Absent {
  if ('absent' in found) return found;
  const { measured, predicted } = found;
  const columns = chosenRows(measured[0]?.length ?? 0, leastCollapsed);
  const indices = chosenRows(measured.length, leastCollapsed);
  const shown = (matrix: Matrix) =>
    indices.flatMap(j => columns.map(k => tenThousandths(matrix[j]?.[k] ?? null)));
  return {
    measured: shown(measured),
    predicted: 'absent' in predicted ? predicted : shown(predicted),
    isCross: true,
    indices,
    columns,
    of: measured.length,
  };
}

/** All of them where a screen has room, else the least collapsed ones. */
function chosenRows(size: number, leastCollapsed: readonly number[]): number[] {
  const all = Array.from({ length: size }, (_, i) => i);
  if (size <= MOST_GRAM_ROWS) return all;
  const ranked = leastCollapsed.length === size ? leastCollapsed : all;
  return ranked.slice(0, MOST_GRAM_ROWS).sort((a, b) => a - b);
}

/** Squared lengths below this share of the largest are rounding. */
const ZERO = 1e-12;

/** g_kl / √(g_kk g_ll); null where one of the two has no length. */
export function cosinesOf(gram: Matrix): Matrix {
  const squares = gram.map((row, k) => row[k] ?? 0);
  const least = ZERO * squares.reduce((a, b) => Math.max(a, b), 0);
  return gram.map((row, k) =>
    row.map((value, l) => {
      const [a, b] = [squares[k]!, squares[l]!];
      return value !== null && a > least && b > least ? value / Math.sqrt(a * b) : null;
    }),
  );
}

/** Gram matrix of m_k − m_G from that of m_k: (I − 1wᵀ) G (I − w1ᵀ), m_G = Σ w_k m_k. */
export function centered(gram: Matrix, weights: readonly number[] | undefined): Matrix {
  const { length } = gram;
  const w = weights?.length === length ? weights : gram.map(() => 1 / length);
  const along = gram.map(row => row.reduce<number>((sum, x, l) => sum + w[l]! * (x ?? 0), 0));
  const middle = along.reduce((sum, x, k) => sum + w[k]! * x, 0);
  const largest = gram.reduce((most, row, k) => Math.max(most, row[k] ?? 0), 0);
  // Differences of float64: what is below is rounding of the entries, and has no direction.
  const least = 1e-9 * largest;
  const differences = gram.map((row, k) => row.map((x, l) => (x ?? 0) - along[k]! - along[l]! + middle));
  return differences.map((row, k) =>
    row.map((x, l) => (differences[k]![k]! > least && differences[l]![l]! > least ? x : null)),
  );
}

/** What is left of the diagonal, of the rows and columns `indices`. */
export function lowerPart(matrix: Matrix, indices: readonly number[]): (number | null)[] {
  return indices.flatMap((k, i) => indices.slice(0, i).map(l => tenThousandths(matrix[k]?.[l] ?? null)));
}

function tenThousandths(cosine: number | null): number | null {
  return cosine === null ? null : Math.round(1e4 * Math.min(1, Math.max(-1, cosine))) + 0;
}

/** The whole matrix of {@link ShownCosines}. */
export function wholeMatrix(
  flat: readonly (number | null)[],
  { isCross, indices, columns }: Pick<ShownCosines, 'isCross' | 'indices' | 'columns'>,
): Matrix {
  const read = (place: number) => {
    const value = flat[place] ?? null;
    return value === null ? null : value / 1e4;
  };
  if (isCross) return indices.map((_, j) => columns.map((_, k) => read(j * columns.length + k)));
  const lower = (k: number, l: number) => read((k * (k - 1)) / 2 + l);
  return indices.map((_, k) => indices.map((_, l) => (k === l ? 1 : lower(Math.max(k, l), Math.min(k, l)))));
}
