import type { MetricId } from '../../src/metrics/registry.js';

/** Counted: the same number everywhere. The samples are drawn so that no two means are nearly as near. */
const COUNTED: readonly MetricId[] = ['nc4.ncc', 'train.accuracy'];

/** From sums of squares of single samples in float32, or of their losses. */
const SUMMED: readonly MetricId[] = [
  'nc1.pinv',
  'nc1.ratio',
  'nc1.cdnv',
  'loss.theory',
  'balance.residual',
  'mse.central_path',
  'mse.central_path.nc1',
  'mse.central_path.nc23',
  'train.loss',
];

/**
 * Relative to float64. The bar of the project is 1e-3; every backend is held to what float32 allows: sums of some thousand
 * terms, in whatever order, and quotients that GPUs round to 2.5 units in place of half of one, 3e-6 with room; class means
 * are sums of two float32 numbers, and what is computed from them has more digits.
 */
export function toleranceOf(id: MetricId): number {
  if (COUNTED.includes(id)) return 0;
  return SUMMED.includes(id) ? 1e-5 : 1e-6;
}
