import type { MetricId } from '../../src/metrics/registry.js';
import { COUNTED, SUMMED } from '../helpers/metricKinds.js';

/**
 * Relative to float64. The bar of the project is 1e-3; every backend is held to what float32 allows: sums of some thousand
 * terms, in whatever order, and quotients that GPUs round to 2.5 units in place of half of one, 3e-6 with room; class means
 * are sums of two float32 numbers, and what is computed from them has more digits.
 */
export function toleranceOf(id: MetricId): number {
  if (COUNTED.includes(id)) return 0;
  return SUMMED.includes(id) ? 1e-5 : 1e-6;
}
