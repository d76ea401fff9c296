import { Matrix } from '../linalg/dense.js';
import type { CanonicalSolution } from './canonicalSolution.js';
import { smoothedOneHot } from './smoothedOneHot.js';
import type { UfmProblem } from './ufmSetting.js';

const SOURCE =
  'simplex ETF: cross-entropy, linear features, balanced classes (Zhu et al. 2021, arXiv:2105.02375)';

/**
 * Cross-entropy, linear features, balanced one-hot codes, d ≥ K − 1, any λ_b (b = 0 is optimal). The probability of
 * the right class is p = t − (K−1)τ/√K, t = 1 or the target of smoothed labels; logits α(I − 11ᵀ/K) with
 * α = ln(p(K−1)/(1−p)), 0 if p ≤ 1/K.
 *
 * @returns null in other cases
 */
export function crossEntropyBalanced(problem: UfmProblem): CanonicalSolution | null {
  const { encoding, classes, balanced, featureDim, tau } = problem;
  const target = smoothedOneHot(encoding);
  if (target === null || !balanced || featureDim < classes - 1) return null;
  const wrong = 1 - target + ((classes - 1) * tau) / Math.sqrt(classes);
  const margin = logitMargin(wrong, classes, tau);
  const scale = Math.sqrt(margin / Math.sqrt(classes));
  const basis = helmertBasis(classes);
  return {
    left: Matrix.mul(basis, scale),
    right: Matrix.mul(basis, scale).transpose(),
    bias: new Array(classes).fill(0),
    method: { kind: 'closed-form', source: SOURCE },
    unique: true,
  };
}

/**
 * α = ln(p(K−1)/(1−p)), at least 0: the lead of the right logit over the K−1 others where the right class has
 * probability p = 1 − `wrong`. As τ → 0 every class has the same lead, and only that enters a scale-free prediction: 1.
 */
export function logitMargin(wrong: number, classes: number, tau: number): number {
  if (tau === 0) return 1;
  return wrong < 1 - 1 / classes ? Math.log(((1 - wrong) * (classes - 1)) / wrong) : 0;
}

/** Orthonormal basis of the vectors that sum to zero, as columns (K×(K−1)): Helmert's contrasts. */
function helmertBasis(classes: number): Matrix {
  const basis = Matrix.zeros(classes, classes - 1);
  for (let j = 1; j < classes; j++) {
    const scale = 1 / Math.sqrt(j * (j + 1));
    for (let k = 0; k < j; k++) basis.set(k, j - 1, scale);
    basis.set(j, j - 1, -j * scale);
  }
  return basis;
}
