import { requireArgument } from '../argumentError.js';
import { Matrix, thinQr } from '../linalg/dense.js';
import { nearestPointInHull } from './convexHull.js';
import { distancesToFaces } from './convexHullFaces.js';

/**
 * One-vs-rest distances dist(ŵ_k, conv{ŵ_j}_{j≠k}), ŵ_k = w_k/‖w_k‖ (Jiang et al. 2023, arXiv:2310.05351). Their
 * minimum over k is the margin of `gnc2.margin`; the largest minimum that K unit vectors can have is that of the softmax
 * code ({@link softmaxCode}).
 *
 * @param vectors w_k as rows (K×d): rows of W, or class means; only their directions count
 * @returns K distances, each exact to 1e-10; zero where ŵ_k is in the hull of the others
 * @throws if a row is zero or not finite, or there are fewer than two
 */
export function oneVsRestDistance(vectors: Matrix | ReadonlyArray<ArrayLike<number>>): number[] {
  return distancesOfUnit(unitRows(vectors, 'oneVsRestDistance'));
}

/** min_k of {@link oneVsRestDistance}. */
export function oneVsRestMargin(vectors: Matrix | ReadonlyArray<ArrayLike<number>>): number {
  return Math.min(...distancesOfUnit(unitRows(vectors, 'oneVsRestMargin')));
}

/** What the solver takes for the origin: the point is in the hull. */
const ZERO = 1e-10;

function distancesOfUnit(unit: Matrix): number[] {
  // K vectors span K dimensions at most; in more, work in coordinates of their span.
  const reduced = unit.columns > unit.rows ? thinQr(unit.transpose()).r.transpose() : unit;
  const rows = reduced.to2DArray();
  return distancesToFaces(reduced).map((distance, k) => {
    if (distance !== null) return distance;
    const differences = rows.map(other => Float64Array.from(other, (x, a) => x - rows[k]![a]!));
    const { distance: found } = nearestPointInHull(differences.filter((_, j) => j !== k));
    return found > ZERO ? found : 0;
  });
}

function unitRows(vectors: Matrix | ReadonlyArray<ArrayLike<number>>, where: string): Matrix {
  const rows = Matrix.isMatrix(vectors)
    ? (vectors as Matrix).to2DArray()
    : (vectors as ReadonlyArray<ArrayLike<number>>).map(row => Array.from(row));
  requireArgument(rows.length >= 2, where, 'vectors', 'at least two rows', rows);
  rows.forEach((row, k) => {
    const isDirection =
      row.length === rows[0]!.length && row.some(x => x !== 0) && row.every(Number.isFinite);
    const requirement = `${rows[0]!.length} finite numbers, not all zero`;
    requireArgument(isDirection, where, `vectors[${k}]`, requirement, row);
  });
  return new Matrix(rows.map(unitVector));
}

/** Scaled by the largest entry first: squares of very small or large numbers would be lost. */
function unitVector(row: number[]): number[] {
  const largest = row.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const scaled = row.map(x => x / largest);
  const norm = Math.sqrt(scaled.reduce((sum, x) => sum + x * x, 0));
  return scaled.map(x => x / norm);
}
