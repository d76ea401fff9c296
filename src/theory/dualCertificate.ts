import { isAtMostOnOrthant, MOST_DECIDED } from '../linalg/copositive.js';
import { isPositiveDefinite, Matrix } from '../linalg/dense.js';
import { rowGram } from '../linalg/product.js';
import type { FeatureActivation } from './ufmSetting.js';

/**
 * Whether no direction of feature space can lower the loss: with R (c×K) the negative gradient of the data loss in
 * Z = AB, a feature direction v (v ≥ 0 if nonnegative) can if ‖Rv‖ > τ‖v‖. With enough dimensions this makes a critical
 * point a global minimum, because the loss is convex in Z and min ½(‖A‖² + ‖B‖²) over Z = AB is a norm.
 *
 * - linear: the largest singular value of R is at most τ
 * - nonnegative: that, or every column has at most length τ and no two have a positive inner product, so that
 *   ‖Rv‖² ≤ Σ v_k²‖R_k‖². Sufficient, not necessary: the exact condition (copositivity) is hard, and decided for up to 8
 *   classes only.
 *
 * @param tolerance relative to τ
 */
export function isCertified(
  residual: Matrix,
  tau: number,
  activation: FeatureActivation,
  tolerance: number,
): boolean {
  const limit = tau * (1 + tolerance);
  const gram = rowGram(residual.transpose());
  if (activation === 'nonnegative') {
    const short = gram.diagonal().every(square => square <= limit * limit);
    const spread = tolerance * tau * tau;
    const apart = gram.to2DArray().every((row, k) => row.every((x, l) => k === l || x <= spread));
    if (short && apart) return true;
  }
  // σ_max(R) < limit if and only if limit² I − RᵀR is positive definite: a Cholesky factor is far cheaper than an SVD.
  const isBelow = isPositiveDefinite(
    Matrix.eye(gram.rows)
      .mul(limit * limit)
      .sub(gram),
  );
  if (isBelow || activation === 'linear') return isBelow;
  return gram.rows <= MOST_DECIDED && isAtMostOnOrthant(gram, limit * limit);
}

/** R = −∂(data loss)/∂Z: column k is √π_k times the negative gradient of ℓ in the outputs of class k. */
export function scaledResidual(outputGradients: Matrix, rootShares: readonly number[]): Matrix {
  return Matrix.mul(outputGradients, -1).mulRowVector([...rootShares]);
}

/**
 * Whether the bias of nonnegative features is not determined: two classes whose means are both nonzero, and a bias that
 * costs nothing. What it moves towards one of them, that one needs less and the other more, at the same price.
 */
export function isFlatBetweenTwo(classes: number, surviving: number, lambdaB: number): boolean {
  return classes === 2 && surviving === 2 && lambdaB === 0;
}
