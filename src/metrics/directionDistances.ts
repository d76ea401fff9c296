import { squaredDistances } from '../linalg/dense.js';
import { longestRow, MEAN_RESOLUTION } from '../statistics/centredMeans.js';
import { type Absent, absent, type MetricContext } from './metric.js';
import { upperTriangle } from './pairs.js';
import { withoutDirection } from './zeroMeans.js';

/** ‖û_k − û_l‖ of all pairs k < l, û_k = (m_k − m_G)/‖m_k − m_G‖; or why there are none. */
export function directionDistances({ geometry }: MetricContext): number[] | Absent {
  const { centredMeans, centredNorms } = geometry;
  const undefinedDirection = withoutDirection(centredNorms, 'the centred mean');
  if (undefinedDirection) return undefinedDirection;
  return upperTriangle(squaredDistances(centredMeans.clone().divColumnVector([...centredNorms]))).map(
    Math.sqrt,
  );
}

/** The same, for kernels that are infinite at zero: absent if two directions coincide. */
export function positiveDirectionDistances(context: MetricContext): number[] | Absent {
  const distances = directionDistances(context);
  if ('absent' in distances) return distances;
  const { centredNorms } = context.geometry;
  // What the resolution of the means is worth as an angle, and the rounding of a unit vector.
  const resolution = (MEAN_RESOLUTION * longestRow(context.statistics.means)) / Math.min(...centredNorms);
  const limit = 4 * (resolution + Number.EPSILON);
  return distances.every(distance => distance > limit)
    ? distances
    : absent('two centred means have the same direction');
}
