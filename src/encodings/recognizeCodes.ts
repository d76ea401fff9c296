import type { Matrix } from '../linalg/dense.js';
import { rowGram } from '../linalg/product.js';

/** Codes that went through float32 (unit roundoff 6e-8) and a few operations, e.g. label smoothing in the data pipeline. */
const TOLERANCE = 1e-5;

/**
 * What codes are, by their numbers: 'label-smoothing(ε)', 'centered-one-hot', 'simplex-etf', 'hadamard', 'orthogonal',
 * 'error-correcting' (any other ±1 codes), 'binary' (one output, 0 and 1) or 'custom'. The more special name wins.
 *
 * @param matrix E (c×K)
 */
export function recognizeCodes(matrix: Matrix): string {
  const smoothing = smoothingOf(matrix);
  if (smoothing !== null) return `label-smoothing(${Number(smoothing.toPrecision(4))})`;
  const gram = rowGram(matrix.transpose());
  const areSigns = matrix.to1DArray().every(x => Math.abs(x) === 1);
  const classes = matrix.columns;
  if (isTwoValued(matrix, 1 - 1 / classes, -1 / classes)) return 'centered-one-hot';
  if (isTwoValued(gram, gram.get(0, 0), 0)) return areSigns ? 'hadamard' : 'orthogonal';
  if (isTwoValued(gram, gram.get(0, 0), -gram.get(0, 0) / (classes - 1))) return 'simplex-etf';
  if (areSigns) return 'error-correcting';
  const isBinary = classes === 2 && matrix.rows === 1 && matrix.get(0, 0) === 0 && matrix.get(0, 1) === 1;
  return isBinary ? 'binary' : 'custom';
}

/** ε of E = (1−ε) I + ε/K 11ᵀ, 0 < ε < 1; null if E is not of that form. */
function smoothingOf(matrix: Matrix): number | null {
  const classes = matrix.columns;
  if (!matrix.isSquare()) return null;
  const epsilon = classes * matrix.get(0, 1);
  const inRange = epsilon > TOLERANCE && epsilon < 1;
  return inRange && isTwoValued(matrix, 1 - epsilon + epsilon / classes, epsilon / classes) ? epsilon : null;
}

/** Whether a matrix is square with one value on the diagonal and another everywhere else. */
function isTwoValued(matrix: Matrix, diagonal: number, elsewhere: number): boolean {
  const limit = TOLERANCE * Math.max(Math.abs(diagonal), Math.abs(elsewhere));
  return (
    matrix.isSquare() &&
    matrix
      .to2DArray()
      .every((row, j) => row.every((x, k) => Math.abs(x - (j === k ? diagonal : elsewhere)) <= limit))
  );
}
