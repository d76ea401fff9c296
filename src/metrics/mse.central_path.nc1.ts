import { absent, type Metric } from './metric.js';

/** `mse.central_path.nc1` = ½ tr W_LS (Σ_W + λ_W I) W_LSᵀ */
export const mseCentralPathNc1: Metric = {
  id: 'mse.central_path.nc1',
  title: 'Within-class part of the least-squares loss',
  formula: '½ tr W_LS (Σ_W + λ_W I) W_LSᵀ',
  description:
    'L is the squared loss in the convention of the theory with the penalties of the head, W_LS the head ' +
    'that minimizes it for the features as they are, D = W − W_LS. L = L_NC1 + L_NC2/3 + L_perp; this is ' +
    'L_NC1, what variability within the classes and the size of the head cost. Absent if the loss is not ' +
    'squared or the kernel has no l2 penalty.',
  range: [0, Number.POSITIVE_INFINITY],
  collapse: '½ λ_W ‖W‖²',
  direction: 'falls',
  weighted: false,
  source: 'Han, Papyan, Donoho 2022 (arXiv:2106.02073)',
  compute({ theory }) {
    if ('absent' in theory) return theory;
    const parts = theory.centralPath ?? absent('the least-squares head was not computed');
    return 'absent' in parts ? parts : parts.nc1;
  },
};
