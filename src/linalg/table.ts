import { flatDot, squaredDifference } from './flatKernels.js';

/** Numbers by row and column that are read one at a time: a matrix, or entries worked out when they are asked for. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  get(row: number, column: number): number;
  /** Writes row i, for tables that work out their entries faster by rows; `into` comes with zeros. */
  fillRow?(row: number, into: Float64Array): void;
}

/** The entries [k, k] of a square table. */
export function diagonal(table: Table): number[] {
  return Array.from({ length: table.rows }, (_, k) => table.get(k, k));
}

/** Sum of the entries [k, k] of a square table. */
export function trace(table: Table): number {
  let sum = 0;
  for (let k = 0; k < table.rows; k++) sum += table.get(k, k);
  return sum;
}

/** ‖A‖_F */
export function frobeniusNorm(table: Table): number {
  const buffer = new Float64Array(table.columns);
  let squares = 0;
  for (let i = 0; i < table.rows; i++) {
    const row = rowOf(table, i, buffer);
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
 * ‖ A/‖A‖_F − B/‖B‖_F ‖_F: distance of two tables of one shape up to scale, between 0 and 2; NaN if one of them is
 * zero. Makes no third table: A and B may be Gram matrices of thousands of classes.
 */
export function scaleFreeDistance(a: Table, b: Table, norms: KnownNorms = {}): number {
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
 * Row i as numbers, to be read at once and not written: the table's own where it is a matrix, else copied. Loops over
 * numbers that lie side by side take a fraction of the time of one call per entry.
 *
 * @param buffer where a copy goes, if it may overwrite the last one; a new array otherwise
 */
export function rowOf(table: Table, i: number, buffer?: Float64Array): Float64Array {
  const own = (table as { data?: readonly unknown[] }).data?.[i];
  if (own instanceof Float64Array && own.length === table.columns) return own;
  const row = buffer ?? new Float64Array(table.columns);
  if (buffer) row.fill(0);
  if (table.fillRow) table.fillRow(i, row);
  else for (let j = 0; j < row.length; j++) row[j] = table.get(i, j);
  return row;
}

/** An n×n table from a formula, and the same formula by rows where that is faster. */
export function squareTable(size: number, get: Table['get'], fillRow?: Table['fillRow']): Table {
  return { rows: size, columns: size, get, ...(fillRow && { fillRow }) };
}

/** Rows from which on a table is too large to be kept: 32 MiB of numbers */
const KEPT = 2048;

/** The same numbers, worked out once where there are not too many; for tables that are read several times. */
export function kept(table: Table): Table {
  if (table.rows > KEPT) return table;
  const data = Array.from({ length: table.rows }, (_, i) => rowOf(table, i));
  // rowOf() finds the rows as those of a matrix.
  const found = {
    rows: table.rows,
    columns: table.columns,
    get: (i: number, j: number) => data[i]![j]!,
    data,
  };
  return found;
}

/** Euclidean norm of every column, row by row: columns of a large table are far apart in memory. */
export function columnNorms(table: Table): number[] {
  const largest = columnFold(table, (most, entry) => Math.max(most, Math.abs(entry)));
  // Divided first, as Math.hypot does: squares of extreme entries would leave the range of numbers.
  const squares = columnFold(
    table,
    (sum, entry, j) => sum + (largest[j]! > 0 ? (entry / largest[j]!) ** 2 : 0),
  );
  return squares.map((square, j) => largest[j]! * Math.sqrt(square));
}

function columnFold(table: Table, fold: (total: number, entry: number, column: number) => number): number[] {
  const values = new Array<number>(table.columns).fill(0);
  for (let i = 0; i < table.rows; i++) {
    for (let j = 0; j < table.columns; j++) values[j] = fold(values[j]!, table.get(i, j), j);
  }
  return values;
}
