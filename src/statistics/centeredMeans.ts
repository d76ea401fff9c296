import { type Matrix, matrixByRows, rowsOf } from '../linalg/dense.js';
import { addScaled, flatDot } from '../linalg/flatKernels.js';
import { type MatrixView, rowOf } from '../linalg/matrixView.js';
import { aroundCenter, type MeansAndVariances, meanResolution } from './meanResolution.js';

/**
 * Rows m_k − m_G (K×d), m_G = Σ_k w_k m_k; a class mean that coincides with the center gives a row of exact zeros.
 *
 * @param variances v_k, which say how exact the means are; default 0
 */
export function centeredMeans(
  means: Matrix,
  weights: readonly number[],
  variances: readonly number[] = weights.map(() => 0),
): Matrix {
  const centered = centeredRows(means, weights);
  const limits = aroundCenter(meanResolution({ means, variances }), weights);
  rowNorms(centered).forEach((norm, k) => {
    if (norm <= limits[k]!) centered.setRow(k, new Array(centered.columns).fill(0));
  });
  return centered;
}

/** ‖m_k‖ of the longest row. */
export function longestRow(rows: Matrix): number {
  return Math.max(...rowNorms(rows));
}

/** ‖m_k‖² of every row. */
export function squaredNorms(rows: Matrix): number[] {
  return rowsOf(rows).map(row => flatDot(row, row));
}

function rowNorms(rows: Matrix): number[] {
  return squaredNorms(rows).map(Math.sqrt);
}

/** Rows minus their weighted mean. */
export function centeredRows(rows: Matrix, weights: readonly number[]): Matrix {
  const center = Float64Array.from(weightedMean(rows, weights));
  const from = rowsOf(rows);
  return matrixByRows(rows.rows, rows.columns, (row, k) => {
    const given = from[k]!;
    for (let j = 0; j < row.length; j++) row[j] = given[j]! - center[j]!;
  });
}

/** Σ_k w_k (row k) */
export function weightedMean(rows: Matrix, weights: readonly number[]): number[] {
  const sums = new Float64Array(rows.columns);
  rowsOf(rows).forEach((row, k) => {
    addScaled(sums, weights[k]!, row);
  });
  return [...sums];
}

/** Whether two class means, of the given squared distances, are no further apart than they are exact. */
export function meansCoincide({ means, variances }: MeansAndVariances, distances: MatrixView): boolean {
  const limits = meanResolution({ means, variances });
  const buffer = new Float64Array(distances.columns);
  for (let k = 0; k < means.rows; k++) {
    const row = rowOf(distances, k, buffer);
    for (let l = 0; l < k; l++) if (!(row[l]! > (limits[k]! + limits[l]!) ** 2)) return true;
  }
  return false;
}
