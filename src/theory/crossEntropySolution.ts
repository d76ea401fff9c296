import { Matrix } from '../linalg/dense.js';
import type { CanonicalSolution } from './canonicalSolution.js';
import { isFlatBetweenTwo } from './dualCertificate.js';
import { CODE_ROUNDING, type UfmEncoding, type UfmProblem } from './ufmSetting.js';

const SIMPLEX_SOURCE =
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
    method: { kind: 'closed-form', source: SIMPLEX_SOURCE },
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

const ORTHOGONAL_SOURCE =
  'orthogonal means, the minority collapses: cross-entropy, nonnegative features, no bias or balanced classes ' +
  '(Dang, Tran, Nguyen, Ho 2024, arXiv:2401.02058)';

/**
 * Cross-entropy, nonnegative features, one-hot codes; without bias for any class sizes, with any λ_b for balanced ones
 * (b = 0 is optimal). Means are orthogonal. With c_k = τ√(π_k(1 − 1/K)) the right class has probability t − c_k/π_k
 * (t = 1 or the target of smoothed labels) and leads by α_k = ln((K−1)(π_k/c_k − 1)) for t = 1, 0 if π_k/c_k ≤
 * K/(K−1): that class's mean is zero. Logits of class k: α_k(e_k − 1/K).
 *
 * It is the global minimum: the residuals of two classes have a negative inner product, which is a dual certificate.
 *
 * @returns null in other cases, or if d is less than the number of classes with a nonzero mean
 */
export function crossEntropyNonnegative(problem: UfmProblem): CanonicalSolution | null {
  const { encoding, classes, balanced, featureDim, tau, lambdaB, rootProportions } = problem;
  const target = smoothedOneHot(encoding);
  if (target === null || !(balanced || lambdaB === Infinity)) return null;
  const length = Math.sqrt(1 - 1 / classes);
  const margins = rootProportions.map(root => logitMargin(1 - target + (tau * length) / root, classes, tau));
  const active = margins.flatMap((margin, k) => (margin > 0 ? [k] : []));
  if (active.length > featureDim) return null;
  const left = Matrix.zeros(classes, Math.max(active.length, 1));
  const right = Matrix.zeros(left.columns, classes);
  active.forEach((k, row) => {
    const size = Math.sqrt(margins[k]! * rootProportions[k]! * length);
    right.set(row, k, size);
    const direction = Array.from({ length: classes }, (_, j) => Number(j === k) - 1 / classes);
    left.setColumn(
      row,
      direction.map(x => (x * size) / length),
    );
  });
  return {
    left,
    right,
    bias: new Array(classes).fill(0),
    method: { kind: 'closed-form', source: ORTHOGONAL_SOURCE },
    unique: !isFlatBetweenTwo(classes, active.length, lambdaB),
  };
}

/**
 * The target t = 1 − ε + ε/K of the right class if the codes are one-hot smoothed by ε, E = (1 − ε)I + ε/K·11ᵀ with
 * t > 1/K; t = 1 for one-hot codes. Null for other codes.
 */
export function smoothedOneHot({ matrix, classes, dim }: UfmEncoding): number | null {
  if (dim !== classes) return null;
  const peak = matrix.get(0, 0);
  if (!(peak > 1 / classes)) return null;
  const rest = (1 - peak) / (classes - 1);
  const fits = matrix
    .to2DArray()
    .every((row, j) => row.every((x, k) => Math.abs(x - (j === k ? peak : rest)) <= CODE_ROUNDING));
  return fits ? Math.min(peak, 1) : null;
}
