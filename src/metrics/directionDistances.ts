import { type Absent, absent } from '../base/absent.js';
import { rowsOf, squaredDistances } from '../linalg/dense.js';
import { squaredDifference } from '../linalg/flatKernels.js';
import { meanResolution } from '../statistics/meanResolution.js';
import type { Geometry } from './geometry.js';
import { withoutDirection } from './geometry.js';
import { type MetricContext, oncePerContext } from './metric.js';
import { keptPairs, mapPairs, momentsOverPairs, type PairMoments, type Pairs, pairsOf } from './pairs.js';

/** ‖û_k − û_l‖ per pair, û_k = (m_k − m_G)/‖m_k − m_G‖, or why there is none. */
export const directionDistances = oncePerContext(({ geometry, statistics }): Pairs | Absent => {
  const { centeredMeans, centeredNorms, directionLimits } = geometry;
  const undefinedDirection = withoutDirection(centeredNorms, 'the centered mean', directionLimits.centered);
  if (undefinedDirection) return undefinedDirection;
  if (statistics.distances) return keptPairs(fromMeanDistances(geometry));
  const squares = squaredDistances(centeredMeans.clone().divColumnVector([...centeredNorms]));
  return mapPairs(pairsOf(squares), Math.sqrt);
});

/** Mean, deviation and minimum of {@link directionDistances}. */
export const distanceMoments = oncePerContext((context): PairMoments | Absent => {
  const distance = directionDistances(context);
  return 'absent' in distance ? distance : momentsOverPairs(distance);
});

/** {@link directionDistances}, for kernels that are infinite at zero: absent if two directions coincide. */
export const positiveDirectionDistances = oncePerContext((context): Pairs | Absent => {
  const distance = directionDistances(context);
  const moments = distanceMoments(context);
  if ('absent' in distance || 'absent' in moments) return distance;
  const { centeredNorms } = context.geometry;
  // The resolution of the means as an angle, plus the rounding of a unit vector.
  const resolution = (2 * Math.max(...meanResolution(context.statistics))) / Math.min(...centeredNorms);
  const limit = 4 * (resolution + Number.EPSILON);
  return moments.smallest > limit ? distance : absent('two centered means have the same direction');
});

/** Mean and deviation of a kernel of the distances, in one pass over the pairs for both metrics. */
function energies(kernel: (distance: number) => number): (context: MetricContext) => PairMoments | Absent {
  return oncePerContext(context => {
    const distance = positiveDirectionDistances(context);
    return 'absent' in distance ? distance : momentsOverPairs(mapPairs(distance, kernel));
  });
}

/** −ln ‖û_k − û_l‖ */
export const logEnergies = energies(distance => -Math.log(distance));

/** 1/‖û_k − û_l‖ */
export const rieszEnergies = energies(distance => 1 / distance);

/** Below this share ‖m_k − m_l‖² − (n_k − n_l)² has lost more than three of the seven digits that the distances have. */
const CANCELED = 1e-3;

/**
 * ‖û_k − û_l‖² = (‖m_k − m_l‖² − (n_k − n_l)²) / (n_k n_l) with n_k = ‖m_k − m_G‖.
 * Nothing is computed in d dimensions, except for pairs where the difference cancels.
 */
function fromMeanDistances({ centeredMeans, centeredNorms, distances }: Geometry): Pairs {
  const norms = Float64Array.from(centeredNorms);
  const rows = rowsOf(centeredMeans);
  return mapPairs(pairsOf(distances), (squared, k, l) => {
    const rest = squared - (norms[k]! - norms[l]!) ** 2;
    if (rest > CANCELED * squared) return Math.sqrt(rest / (norms[k]! * norms[l]!));
    return Math.sqrt(squaredDifference(rows[k]!, rows[l]!, 1 / norms[k]!, 1 / norms[l]!));
  });
}
