import { flatDot, squaredDifference } from './flatKernels.js';

/** Numbers by row and column that are read one at a time: a matrix, or entries worked out when they are asked for. */
export interface MatrixView {
  readonly rows: number;
  readonly columns: number;
  get(row: number, column: number): number;
  /** Writes row i, for views that work out their entries faster by rows; `into` comes with zeros. */
  fillRow?(row: number, into: Float64Array): void;
}

/** The entries [k, k] of a square view. */
export function diagonal(view: MatrixView): number[] {
  return Array.from({ length: view.rows }, (_, k) => view.get(k, k));
}

/** Sum of the entries [k, k] of a square view. */
export function trace(view: MatrixView): number {
  let sum = 0;
  for (let k = 0; k < view.rows; k++) sum += view.get(k, k);
  return sum;
}

/** ‖A‖_F */
export function frobeniusNorm(view: MatrixView): number {
  const buffer = new Float64Array(view.columns);
  let squares = 0;
  for (let i = 0; i < view.rows; i++) {
    const row = rowOf(view, i, buffer);
    squares += flatDot(row, row);
  }
  return Math.sqrt(squares);
}

/** ‖A‖_F and ‖B‖_F, where they are known already. */
export interface KnownNorms {
  readonly a?: number;
  readonly b?: number;
}

/**
 * ‖ A/‖A‖_F − B/‖B‖_F ‖_F: distance of two views of one shape up to scale, between 0 and 2; NaN if one of them is
 * zero. Makes no third view: A and B may be Gram matrices of thousands of classes.
 */
export function scaleFreeDistance(a: MatrixView, b: MatrixView, norms: KnownNorms = {}): number {
  const scaleOfA = 1 / (norms.a ?? frobeniusNorm(a));
  const scaleOfB = 1 / (norms.b ?? frobeniusNorm(b));
  const bufferOfA = new Float64Array(a.columns);
  const bufferOfB = new Float64Array(a.columns);
  let squares = 0;
  for (let i = 0; i < a.rows; i++) {
    squares += squaredDifference(rowOf(a, i, bufferOfA), rowOf(b, i, bufferOfB), scaleOfA, scaleOfB);
  }
  return Math.sqrt(squares);
}

/**
 * Row i as numbers, to be read at once and not written: the view's own where it is a matrix, else copied. Loops over
 * numbers that lie side by side take a fraction of the time of one call per entry.
 *
 * @param buffer where a copy goes, if it may overwrite the last one; a new array otherwise
 */
export function rowOf(view: MatrixView, i: number, buffer?: Float64Array): Float64Array {
  const own = (view as { data?: readonly unknown[] }).data?.[i];
  if (own instanceof Float64Array && own.length === view.columns) return own;
  const row = buffer ?? new Float64Array(view.columns);
  if (buffer) row.fill(0);
  if (view.fillRow) view.fillRow(i, row);
  else for (let j = 0; j < row.length; j++) row[j] = view.get(i, j);
  return row;
}

/** An n×n view from a formula, and the same formula by rows where that is faster. */
export function squareView(
  size: number,
  get: MatrixView['get'],
  fillRow?: MatrixView['fillRow'],
): MatrixView {
  return { rows: size, columns: size, get, ...(fillRow && { fillRow }) };
}

/** Rows from which on a view is too large to be kept: 32 MiB of numbers */
const KEPT = 2048;

/** The same numbers, worked out once where there are not too many; for views that are read several times. */
export function kept(view: MatrixView): MatrixView {
  if (view.rows > KEPT) return view;
  const data = Array.from({ length: view.rows }, (_, i) => rowOf(view, i));
  // rowOf() finds the rows as those of a matrix.
  const found = {
    rows: view.rows,
    columns: view.columns,
    get: (i: number, j: number) => data[i]![j]!,
    data,
  };
  return found;
}

/** Euclidean norm of every column, row by row: columns of a large view are far apart in memory. */
export function columnNorms(view: MatrixView): number[] {
  const largest = columnFold(view, (most, entry) => Math.max(most, Math.abs(entry)));
  // Divided first, as Math.hypot does: squares of extreme entries would leave the range of numbers.
  const squares = columnFold(
    view,
    (sum, entry, j) => sum + (largest[j]! > 0 ? (entry / largest[j]!) ** 2 : 0),
  );
  return squares.map((square, j) => largest[j]! * Math.sqrt(square));
}

function columnFold(
  view: MatrixView,
  fold: (total: number, entry: number, column: number) => number,
): number[] {
  const values = new Array<number>(view.columns).fill(0);
  for (let i = 0; i < view.rows; i++) {
    for (let j = 0; j < view.columns; j++) values[j] = fold(values[j]!, view.get(i, j), j);
  }
  return values;
}
