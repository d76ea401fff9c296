import type { MetricId } from '../../src/metrics/registry.js';

/** Counted: the same number everywhere. The samples are drawn so that no two means are nearly as near. */
export const COUNTED: readonly MetricId[] = ['nc4.ncc', 'train.accuracy'];

/** From sums of squares of single samples in float32, or of their losses. */
export const SUMMED: readonly MetricId[] = [
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
