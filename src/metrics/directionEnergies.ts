import { positiveDirectionDistances } from './directionDistances.js';
import type { Absent, MetricContext } from './metric.js';
import { oncePerContext } from './oncePerContext.js';
import { mapPairs, momentsOverPairs, type PairMoments } from './pairs.js';

/** Mean and deviation of a kernel of the distances of directions: one pass over the pairs for the metrics of both. */
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
