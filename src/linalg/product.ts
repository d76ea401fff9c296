import { Matrix, matrixByRows, rowsOf } from './dense.js';
import { addFourRows, addScaled, flatDot } from './flatKernels.js';

/**
 * A B (n×m times m×l). Rows of B are added up as they lie in memory, four at a time: ml-matrix's `mmul` reads every entry
 * of A through a call, once per column of B, and takes two to four times as long.
 */
export function product(a: Matrix, b: Matrix): Matrix {
  const rows = rowsOf(b);
  const left = rowsOf(a);
  return matrixByRows(a.rows, b.columns, (into, i) => {
    const factors = left[i]!;
    let p = 0;
    for (; p + 3 < rows.length; p += 4) addFourRows(into, factors, rows, p);
    for (; p < rows.length; p++) addScaled(into, factors[p]!, rows[p]!);
  });
}

/** A Bᵀ (n×m times m×l), from the rows of both. */
export function productTransposed(a: Matrix, b: Matrix): Matrix {
  const [left, right] = [rowsOf(a), rowsOf(b)];
  return matrixByRows(a.rows, b.rows, (into, i) => {
    for (let j = 0; j < into.length; j++) into[j] = flatDot(left[i]!, right[j]!);
  });
}

/** A x */
export function timesVector(a: Matrix, x: readonly number[]): number[] {
  const vector = Float64Array.from(x);
  return rowsOf(a).map(row => flatDot(row, vector));
}

/** A Aᵀ for the rows of A (n×d): their n×n Gram matrix, exactly symmetric. */
export function rowGram(rows: Matrix): Matrix {
  const gram = Matrix.zeros(rows.rows, rows.rows);
  const list = rowsOf(rows);
  for (let i = 0; i < list.length; i++) {
    for (let j = 0; j <= i; j++) {
      const value = flatDot(list[i]!, list[j]!);
      gram.set(i, j, value);
      gram.set(j, i, value);
    }
  }
  return gram;
}

/** Σ_i a_ij b_ij of every column j: the diagonal of AᵀB. */
export function columnDots(a: Matrix, b: Matrix): Float64Array {
  const [left, right] = [rowsOf(a), rowsOf(b)];
  const sums = new Float64Array(a.columns);
  left.forEach((row, i) => {
    const other = right[i]!;
    for (let j = 0; j < sums.length; j++) sums[j]! += row[j]! * other[j]!;
  });
  return sums;
}
