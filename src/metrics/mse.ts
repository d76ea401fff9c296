import { type Absent, absent } from '../base/absent.js';
import type { CentralPath, MetricContext, MetricFamily } from './metric.js';

/** The squared loss of the head and of the least-squares head, in three parts. */
export const mse = {
  /** L − L_LS = ½ tr D (Σ_W + Σ_k π_k m_k m_kᵀ + λ_W I) Dᵀ */
  'mse.central_path': {
    title: 'Distance of the head from the central path',
    formula: 'L − L_LS = ½ tr D (Σ_W + Σ_k π_k m_k m_kᵀ + λ_W I) Dᵀ',
    description:
      'L is the squared loss in the convention of the theory with the penalties of the head, W_LS the head ' +
      'that minimizes it for the features as they are, D = W − W_LS. L = L_NC1 + L_NC2/3 + L_perp; this is ' +
      'L_perp, the part that comes from the head alone: near zero the head follows the features, and ' +
      'the network moves along the central path. The formula is that of a head without bias; a bias is ' +
      'eliminated first. Absent if the loss is not squared or the kernel has no l2 penalty.',
    range: [0, Number.POSITIVE_INFINITY],
    collapse: '0',
    direction: 'falls',
    weighted: false,
    source: 'Han, Papyan, Donoho 2022 (arXiv:2106.02073)',
    compute: part('perp'),
  },
  /** ½ tr W_LS (Σ_W + λ_W I) W_LSᵀ */
  'mse.central_path.nc1': {
    title: 'Within-class part of the least-squares loss',
    formula: '½ tr W_LS (Σ_W + λ_W I) W_LSᵀ',
    description:
      'L is the squared loss in the convention of the theory with the penalties of the head, W_LS the head ' +
      'that minimizes it for the features as they are, D = W − W_LS. L = L_NC1 + L_NC2/3 + L_perp; this is ' +
      'L_NC1, the part due to within-class variability and the size of the head. Absent if the loss is not ' +
      'squared or the kernel has no l2 penalty.',
    range: [0, Number.POSITIVE_INFINITY],
    collapse: '½ λ_W ‖W‖²',
    direction: 'falls',
    weighted: false,
    source: 'Han, Papyan, Donoho 2022 (arXiv:2106.02073)',
    compute: part('nc1'),
  },
  /** ½ Σ_k π_k ‖W_LS m_k + b_LS − e_k‖² + λ_b/2 ‖b_LS‖² */
  'mse.central_path.nc23': {
    title: 'Class-mean part of the least-squares loss',
    formula: '½ Σ_k π_k ‖W_LS m_k + b_LS − e_k‖² + λ_b/2 ‖b_LS‖²',
    description:
      'L is the squared loss in the convention of the theory with the penalties of the head, W_LS the head ' +
      'that minimizes it for the features as they are, D = W − W_LS. L = L_NC1 + L_NC2/3 + L_perp; this is ' +
      'L_NC2/3, the part due to class means that no head maps to the codes. Absent if the loss is not squared or ' +
      'the kernel has no l2 penalty.',
    range: [0, Number.POSITIVE_INFINITY],
    collapse: 'the value of the predicted optimum',
    direction: 'falls',
    weighted: false,
    source: 'Han, Papyan, Donoho 2022 (arXiv:2106.02073)',
    compute: part('nc23'),
  },
} satisfies MetricFamily;

/** One of the three parts, where they were computed. */
function part(name: keyof CentralPath) {
  return ({ theory }: MetricContext): number | Absent => {
    if ('absent' in theory) return theory;
    const parts = theory.centralPath ?? absent('the least-squares head was not computed');
    return 'absent' in parts ? parts : parts[name];
  };
}
