import { Corral } from './convexHullCorral.js';
import { flatDot as inner, squaredDifference } from './flatKernels.js';

/** The point of a convex hull nearest to the origin. */
export interface NearestPoint {
  /** x = Σ_j λ_j (p_j − o) */
  readonly point: Float64Array;
  /** λ_j ≥ 0, Σ λ_j = 1 */
  readonly weights: Float64Array;
  /** ‖x‖ */
  readonly distance: number;
  /**
   * min_j x·(p_j − o) / ‖x‖ (0 where that is negative): the hull lies behind the hyperplane at this distance, so that the
   * exact distance is between `lowerBound` and `distance`.
   */
  readonly lowerBound: number;
}

/** Relative to the largest ‖p_j − o‖: the search stops where the two bounds are this close. */
const TOLERANCE = 1e-11;

/** What {@link nearestPointInHull} may be told. */
export interface NearestPointOptions {
  /** o: the point that is measured from, in place of the origin: all differences p_j − o are taken on the way */
  readonly from?: Float64Array;
  /** Index of a point that is not one of the hull */
  readonly without?: number;
  /** Stops once the distance is known to be at least this */
  readonly enough?: number;
}

/**
 * The point of conv{p_j − o} with the smallest norm, by Wolfe's algorithm (Wolfe 1976): finite, and exact to rounding.
 *
 * The method keeps an affinely independent subset of the points (the corral) in whose relative interior x lies. A major
 * step adds the point that is furthest beyond the hyperplane through x; minor steps move x to the point of the affine
 * hull nearest to the origin, and drop points whose weight becomes negative on the way.
 *
 * @param points p_j, at least one that counts, all of one length
 */
export function nearestPointInHull(
  points: readonly Float64Array[],
  options: NearestPointOptions = {},
): NearestPoint {
  const {
    from = new Float64Array(points[0]!.length),
    without = -1,
    enough = Number.POSITIVE_INFINITY,
  } = options;
  const { shortest, size } = extremes(points, from, without);
  const corral = new Corral(points, from, shortest, size);
  // Finite in exact arithmetic; the bound is for rounding, and far above what occurs (a few times the dimension).
  const mostSteps = 10 * points.length + 100;
  let before = Number.POSITIVE_INFINITY;
  for (let step = 0; ; step++) {
    const { point } = corral;
    const norm = Math.sqrt(inner(point, point));
    const [next, lowest] = furthestBeyond(points, point, without);
    const bound = (lowest - inner(from, point)) / norm;
    const isKnown = norm <= TOLERANCE * size || norm - bound <= TOLERANCE * size || bound >= enough;
    // Where a step gains nothing, what is left to gain is rounding.
    const isOver = isKnown || norm >= before || step === mostSteps;
    if (isOver || !corral.add(next)) return described(points.length, corral, norm, bound);
    before = norm;
    corral.moveToMinimum();
  }
}

/** Which of the points is nearest to `from`, and how far the farthest is. */
function extremes(points: readonly Float64Array[], from: Float64Array, without: number) {
  let shortest = -1;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let j = 0; j < points.length; j++) {
    if (j === without) continue;
    const square = squaredDifference(points[j]!, from);
    if (square < least) {
      shortest = j;
      least = square;
    }
    if (square > most) most = square;
  }
  return { shortest, size: Math.sqrt(most) };
}

function described(
  count: number,
  { point, members, lambda }: Corral,
  norm: number,
  bound: number,
): NearestPoint {
  const weights = new Float64Array(count);
  members.forEach((j, i) => {
    weights[j] = lambda[i]!;
  });
  return { point, weights, distance: norm, lowerBound: norm > 0 ? Math.max(0, bound) : 0 };
}

/** argmin_j x·p_j and the minimum. */
function furthestBeyond(points: readonly Float64Array[], x: Float64Array, without: number): [number, number] {
  let at = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let j = 0; j < points.length; j++) {
    if (j === without) continue;
    const value = inner(points[j]!, x);
    if (value < least) {
      at = j;
      least = value;
    }
  }
  return [at, least];
}
