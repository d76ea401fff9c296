import { absent, type Metric } from './metric.js';

/** `mse.central_path.nc23` = ½ Σ_k π_k ‖W_LS m_k + b_LS − e_k‖² + λ_b/2 ‖b_LS‖² */
export const mseCentralPathNc23: Metric = {
  id: 'mse.central_path.nc23',
  title: 'Class-mean part of the least-squares loss',
  formula: '½ Σ_k π_k ‖W_LS m_k + b_LS − e_k‖² + λ_b/2 ‖b_LS‖²',
  description:
    'L is the squared loss in the convention of the theory with the penalties of the head, W_LS the head ' +
    'that minimizes it for the features as they are, D = W − W_LS. L = L_NC1 + L_NC2/3 + L_perp; this is ' +
    'L_NC2/3, what class means cost that no head maps to the codes. Absent if the loss is not squared or ' +
    'the kernel has no l2 penalty.',
  range: [0, Number.POSITIVE_INFINITY],
  collapse: 'the value of the predicted optimum',
  direction: 'falls',
  weighted: false,
  source: 'Han, Papyan, Donoho 2022 (arXiv:2106.02073)',
  compute({ theory }) {
    if ('absent' in theory) return theory;
    const parts = theory.centralPath ?? absent('the least-squares head was not computed');
    return 'absent' in parts ? parts : parts.nc23;
  },
};
