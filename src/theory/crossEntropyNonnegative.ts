import { Matrix } from '../linalg/dense.js';
import type { CanonicalSolution } from './canonicalSolution.js';
import { logitMargin } from './crossEntropyBalanced.js';
import { isFlatBetweenTwo } from './flatBias.js';
import { smoothedOneHot } from './smoothedOneHot.js';
import type { UfmProblem } from './ufmSetting.js';

const SOURCE =
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
 * @returns null in other cases, and if fewer dimensions than surviving classes are there
 */
export function crossEntropyNonnegative(problem: UfmProblem): CanonicalSolution | null {
  const { encoding, classes, balanced, featureDim, tau, lambdaB, rootShares } = problem;
  const target = smoothedOneHot(encoding);
  if (target === null || !(balanced || lambdaB === Infinity)) return null;
  const length = Math.sqrt(1 - 1 / classes);
  const margins = rootShares.map(root => logitMargin(1 - target + (tau * length) / root, classes, tau));
  const active = margins.flatMap((margin, k) => (margin > 0 ? [k] : []));
  if (active.length > featureDim) return null;
  const left = Matrix.zeros(classes, Math.max(active.length, 1));
  const right = Matrix.zeros(left.columns, classes);
  active.forEach((k, row) => {
    const size = Math.sqrt(margins[k]! * rootShares[k]! * length);
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
    method: { kind: 'closed-form', source: SOURCE },
    unique: !isFlatBetweenTwo(classes, active.length, lambdaB),
  };
}
