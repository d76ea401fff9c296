import { isPositiveDefinite, type Matrix, symmetricEigen } from './dense.js';

/** Largest matrix that is decided: all 2^K − 1 sets of rows are looked at, 255 for 8. */
export const MOST_DECIDED = 8;

/** Eigenvalues this close are one: then their eigenvectors are good for less than the next number. */
const SAME = 1e-9;

/** An eigenvector with entries above this may be a nonnegative one with rounding. */
const ROUNDING = 1e-7;

/**
 * Whether vᵀGv ≤ limit ‖v‖² for every v ≥ 0, for a symmetric K×K matrix G with K ≤ 8. The maximum of vᵀGv over unit v ≥ 0
 * is inside some face of the orthant, where v is the leading eigenvector of the rows and columns that the face keeps.
 *
 * @returns to 1e-9 of the limit; false also where rounding leaves it open
 */
export function isAtMostOnOrthant(gram: Matrix, limit: number): boolean {
  const size = gram.rows;
  for (let set = 1; set < 2 ** size; set++) {
    const rows = Array.from({ length: size }, (_, k) => k).filter(k => set & (1 << k));
    const part = gram.selection(rows, rows);
    if (isBelow(part, limit)) continue;
    if (rows.length === 1 || mayBeReached(part)) return false;
  }
  return true;
}

/** λ_max < limit */
function isBelow(part: Matrix, limit: number): boolean {
  if (part.rows === 1) return part.get(0, 0) <= limit;
  const shifted = part.clone().mul(-1);
  for (let k = 0; k < part.rows; k++) shifted.set(k, k, limit + shifted.get(k, k));
  return isPositiveDefinite(shifted);
}

/**
 * Whether the leading eigenvector could be nonnegative. One of several of an eigenvalue need not be looked at: along the
 * others it moves to the boundary of the face at the same value, and that is a smaller face.
 */
function mayBeReached(part: Matrix): boolean {
  const { values, vectors } = symmetricEigen(part);
  if (values[1]! >= values[0]! * (1 - SAME)) return false;
  const leading = vectors.getColumn(0);
  return leading.every(x => x >= -ROUNDING) || leading.every(x => x <= ROUNDING);
}
