import { Matrix, matrixByRows } from './dense.js';
import { addScaled, flatDot } from './flatKernels.js';

/**
 * L of A = L Q, with the rows of A (n×m, n ≤ m) and orthonormal rows of Q: row i of L (n×n, lower triangular) is row i of A in
 * coordinates of the span of the rows. By Householder reflections of rows as they lie in memory; ml-matrix's QR goes through
 * columns entry by entry and takes five times as long.
 */
export function lowerTriangle(given: readonly Float64Array[]): Matrix {
  const rows = given.map(row => row.slice());
  rows.forEach((row, k) => {
    const normal = row.subarray(k);
    const length = Math.sqrt(flatDot(normal, normal));
    const first = normal[0]!;
    // Away from the row's own sign: no cancellation.
    const end = first > 0 ? -length : length;
    normal[0] = first - end;
    const scale = length * (length + Math.abs(first));
    if (scale > 0) reflect(rows, k, normal, scale);
    normal[0] = end;
  });
  return matrixByRows(rows.length, rows.length, (into, i) => into.set(rows[i]!.subarray(0, i + 1)));
}

/** x ← x − v (v·x)/scale for all rows after k, from column k on. */
function reflect(rows: readonly Float64Array[], k: number, normal: Float64Array, scale: number): void {
  for (let i = k + 1; i < rows.length; i++) {
    const row = rows[i]!.subarray(k);
    addScaled(row, -flatDot(normal, row) / scale, normal);
  }
}

/** Inverse of a lower triangular matrix by substitution; null where it is singular to rounding. */
export function triangularInverse(lower: Matrix): Matrix | null {
  const n = lower.rows;
  const diagonal = lower.diagonal().map(Math.abs);
  if (!(Math.min(...diagonal) > n * Number.EPSILON * Math.max(...diagonal))) return null;
  const inverse = Matrix.zeros(n, n);
  for (let k = 0; k < n; k++) {
    inverse.set(k, k, 1 / lower.get(k, k));
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k; j < i; j++) sum += lower.get(i, j) * inverse.get(j, k);
      inverse.set(i, k, -sum / lower.get(i, i));
    }
  }
  return inverse;
}
