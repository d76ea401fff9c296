import type { UfmPrediction } from 'tfjs-neural-collapse';
import type { Point } from './chart.js';
import { logGrid } from './grid.js';

/** Predicted mean cosine over a range of λ_b, with a point at the critical λ_b, where the curve has its corner. */
export function transitionCurve(
  [first, last]: readonly [number, number],
  predicted: (lambdaB: number) => UfmPrediction,
): Point[] {
  const { transition } = predicted(first);
  const critical = 'absent' in transition ? Number.POSITIVE_INFINITY : transition.criticalLambdaB;
  const corner = critical > first && critical < last ? [critical] : [];
  return [...logGrid(first, last, 120), ...corner]
    .sort((a, b) => a - b)
    .map(lambdaB => [lambdaB, predicted(lambdaB).meanCosine as number]);
}
