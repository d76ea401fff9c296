import { argumentError } from '../base/argumentError.js';
import { nearestPointInHull } from './convexHull.js';
import { distanceToFace, type HullFaces, hullFaces } from './convexHullFaces.js';
import { rowsOf } from './dense.js';
import { flatDot, largestEntry } from './flatKernels.js';
import { type MatrixInput, matrixOf } from './numbersInput.js';
import { lowerTriangle } from './triangular.js';

/**
 * One-vs-rest distances dist(ŵ_k, conv{ŵ_j}_{j≠k}), ŵ_k = w_k/‖w_k‖ (Jiang et al. 2023, arXiv:2310.05351). Their
 * minimum over k is the margin of `gnc2.margin`; the largest minimum that K unit vectors can have is that of the softmax
 * code ({@link softmaxCode}).
 *
 * @param vectors w_k as rows (K×d), a `Matrix`, a tensor or lists: rows of W, or class means; only their directions count
 * @returns K distances, each exact to 1e-10, and to 1e-7 where some of the others are nearly dependent (cosines within
 *   1e-14 of ±1); zero where ŵ_k is in the hull of the others
 * @throws ArgumentError if a row is zero or not finite, or there are fewer than two
 */
export function oneVsRestDistance(vectors: MatrixInput): number[] {
  const hulls = prepare(unitRows(vectors, 'oneVsRestDistance'));
  return hulls.rows.map((_, k) => distance(hulls, k));
}

/**
 * min_k of {@link oneVsRestDistance}, in a fraction of its time: of most classes it is enough to know that their distance
 * is not the smallest.
 *
 * @param vectors w_k as rows (K×d), as there
 * @returns the margin, between 0 and 2; 0 where a ŵ_k is in the hull of the others
 * @throws ArgumentError if a row is zero or not finite, or there are fewer than two
 */
export function oneVsRestMargin(vectors: MatrixInput): number {
  const hulls = prepare(unitRows(vectors, 'oneVsRestMargin'));
  const { faces, rows } = hulls;
  const bounds = faces?.affineDistances ?? rows.map(() => 0);
  const ranks = faces ? bounds : nearness(rows).map(cosine => -cosine);
  const order = rows.map((_, k) => k).sort((k, l) => ranks[k]! - ranks[l]!);
  let margin = Number.POSITIVE_INFINITY;
  for (const k of order) {
    // Bounds within the exactness of a distance of the smallest one cannot lower it.
    const enough = margin * (1 - EXACTNESS);
    if (bounds[k]! < enough) margin = Math.min(margin, distance(hulls, k, enough));
  }
  return margin;
}

/** What the solver takes for the origin: the point is in the hull. */
const ZERO = 1e-10;
/** Relative, of a distance */
const EXACTNESS = 1e-10;

/** Unit vectors, and their faces where they are affinely independent. */
interface Hulls {
  /** In any coordinates that keep their differences */
  readonly rows: readonly Float64Array[];
  readonly faces: HullFaces | null;
}

function prepare(unit: readonly Float64Array[]): Hulls {
  if (unit[0]!.length + 1 < unit.length) return { rows: unit, faces: null };
  // K vectors with an entry 1 appended span K dimensions at most; it cancels in every difference.
  const triangle = lowerTriangle(unit.map(withOne));
  return { rows: rowsOf(triangle), faces: hullFaces(triangle) };
}

function withOne(row: Float64Array): Float64Array {
  const longer = new Float64Array(row.length + 1);
  longer.set(row);
  longer[row.length] = 1;
  return longer;
}

/** Distance of ŵ_k to the hull of the others; once it is known to be at least `enough`, any number from there on. */
function distance({ rows, faces }: Hulls, k: number, enough = Number.POSITIVE_INFINITY): number {
  const found = faces && distanceToFace(faces, k, enough);
  if (found !== null) return found;
  const nearest = nearestPointInHull(rows, { from: rows[k]!, without: k, enough });
  return nearest.distance > ZERO ? nearest.distance : 0;
}

/** The largest dot product of each vector with another: who has a near neighbor is likely to be near the hull. */
function nearness(rows: readonly Float64Array[]): number[] {
  return rows.map((row, k) =>
    rows.reduce((most, other, j) => (j === k ? most : Math.max(most, flatDot(row, other))), -1),
  );
}

function unitRows(vectors: MatrixInput, where: string): Float64Array[] {
  const requirement = 'at least two rows, as a Matrix, a tensor or lists of numbers';
  const rows = rowsOf(matrixOf(vectors, { where, argument: 'vectors', requirement }));
  if (rows.length < 2) {
    throw argumentError(
      where,
      'vectors',
      'at least two rows',
      rows.map(row => [...row]),
    );
  }
  rows.forEach((row, k) => {
    const isDirection =
      row.length === rows[0]!.length && row.some(x => x !== 0) && row.every(Number.isFinite);
    if (isDirection) return;
    throw argumentError(where, `vectors[${k}]`, `${rows[0]!.length} finite numbers, not all zero`, [...row]);
  });
  return rows.map(unitVector);
}

/** Scaled by the largest entry first: squares of very small or large numbers would be lost. */
function unitVector(row: Float64Array): Float64Array {
  const largest = largestEntry(row);
  const unit = new Float64Array(row.length);
  for (let j = 0; j < row.length; j++) unit[j] = row[j]! / largest;
  const norm = Math.sqrt(flatDot(unit, unit));
  for (let j = 0; j < row.length; j++) unit[j]! /= norm;
  return unit;
}
