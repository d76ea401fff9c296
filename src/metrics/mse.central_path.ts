import { absent, type Metric } from './metric.js';

/** `mse.central_path` = L − L_LS = ½ tr D (Σ_W + Σ_k π_k m_k m_kᵀ + λ_W I) Dᵀ */
export const mseCentralPath: Metric = {
  id: 'mse.central_path',
  title: 'Distance of the head from the central path',
  formula: 'L − L_LS = ½ tr D (Σ_W + Σ_k π_k m_k m_kᵀ + λ_W I) Dᵀ',
  description:
    'L is the squared loss in the convention of the theory with the penalties of the head, W_LS the head ' +
    'that minimizes it for the features as they are, D = W − W_LS. L = L_NC1 + L_NC2/3 + L_perp; this is ' +
    'L_perp, the part that only the head is to blame for: near zero the head follows the features, and ' +
    'the network moves along the central path. The formula is that of a head without bias; a bias is ' +
    'eliminated first. Absent if the loss is not squared or the kernel has no l2 penalty.',
  range: [0, Number.POSITIVE_INFINITY],
  collapse: '0',
  direction: 'falls',
  weighted: false,
  source: 'Han, Papyan, Donoho 2022 (arXiv:2106.02073)',
  compute({ theory }) {
    if ('absent' in theory) return theory;
    const parts = theory.centralPath ?? absent('the least-squares head was not computed');
    return 'absent' in parts ? parts : parts.perp;
  },
};
