import { flatDot as inner } from '../linalg/flatKernels.js';
import { Corral } from './convexHullCorral.js';

/** The point of a convex hull nearest to the origin. */
export interface NearestPoint {
  /** x = Σ_j λ_j p_j */
  readonly point: Float64Array;
  /** λ_j ≥ 0, Σ λ_j = 1 */
  readonly weights: Float64Array;
  /** ‖x‖ */
  readonly distance: number;
  /**
   * min_j x·p_j / ‖x‖ (0 where that is negative): the hull lies behind the hyperplane at this distance, so that the
   * exact distance is between `lowerBound` and `distance`.
   */
  readonly lowerBound: number;
}

/** Relative to the largest ‖p_j‖: the search stops where the two bounds are this close. */
const TOLERANCE = 1e-11;

/**
 * The point of conv{p_j} with the smallest norm, by Wolfe's algorithm (Wolfe 1976): finite, and exact to rounding.
 *
 * The method keeps an affinely independent subset of the points (the corral) in whose relative interior x lies. A major
 * step adds the point that is furthest beyond the hyperplane through x; minor steps move x to the point of the affine
 * hull nearest to the origin, and drop points whose weight becomes negative on the way.
 *
 * @param points p_j, at least one, all of one length
 * @param enough stops once the distance is known to be at least this
 */
export function nearestPointInHull(
  points: readonly Float64Array[],
  enough = Number.POSITIVE_INFINITY,
): NearestPoint {
  const size = Math.sqrt(Math.max(...points.map(p => inner(p, p))));
  const corral = new Corral(points, shortest(points), size);
  // Finite in exact arithmetic; the bound is for rounding, and far above what occurs (a few times the dimension).
  for (let step = 0; step < 10 * points.length + 100; step++) {
    const { point } = corral;
    const norm = Math.sqrt(inner(point, point));
    if (norm <= TOLERANCE * size) break;
    const [next, least] = furthestBeyond(points, point);
    if (least / norm >= enough) break;
    if (norm - least / norm <= TOLERANCE * size || !corral.add(next)) break;
    corral.moveToMinimum();
  }
  return described(points, corral);
}

function shortest(points: readonly Float64Array[]): number {
  const squares = points.map(p => inner(p, p));
  return squares.indexOf(Math.min(...squares));
}

function described(points: readonly Float64Array[], { point, members, lambda }: Corral): NearestPoint {
  const weights = new Float64Array(points.length);
  members.forEach((j, i) => {
    weights[j] = lambda[i]!;
  });
  const distance = Math.sqrt(inner(point, point));
  const [, least] = furthestBeyond(points, point);
  return { point, weights, distance, lowerBound: distance > 0 ? Math.max(0, least / distance) : 0 };
}

/** argmin_j x·p_j and the minimum. */
function furthestBeyond(points: readonly Float64Array[], x: Float64Array): [number, number] {
  let [at, least] = [0, Number.POSITIVE_INFINITY];
  for (let j = 0; j < points.length; j++) {
    const value = inner(points[j]!, x);
    if (value < least) [at, least] = [j, value];
  }
  return [at, least];
}
