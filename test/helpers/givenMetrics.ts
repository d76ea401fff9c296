import type { MetricId } from '../../src/metrics/registry.js';

/** Not computed from features alone: given by the network or compared with a prediction; tested in their own files. */
export const given: readonly MetricId[] = [
  'train.accuracy',
  'train.loss',
  'nc5.ood',
  'nc2.theory',
  'bias.theory',
  'logits.theory',
  'loss.theory',
  'balance.residual',
  'mse.central_path',
  'mse.central_path.nc1',
  'mse.central_path.nc23',
];
