import { isPositiveDefinite, Matrix, symmetricEigen } from '../linalg/dense.js';
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
export function scaledResidual(outputGradients: Matrix, rootProportions: readonly number[]): Matrix {
  return Matrix.mul(outputGradients, -1).mulRowVector([...rootProportions]);
}

/**
 * Whether the bias is not determined with nonnegative features: for two classes with nonzero means and a free bias. Moving the
 * bias towards one code shortens the mean of its class and lengthens the other, at the same loss.
 */
export function isFlatBetweenTwo(classes: number, surviving: number, lambdaB: number): boolean {
  return classes === 2 && surviving === 2 && lambdaB === 0;
}

/** Largest matrix that is decided: all 2^K − 1 sets of rows are looked at, 255 for 8. */
export const MOST_DECIDED = 8;

/** Eigenvalues this close are one: then their eigenvectors are good for less than the next number. */
const SAME = 1e-9;

/** An eigenvector with entries above this may be a nonnegative one with rounding. */
const ROUNDING = 1e-7;

/**
 * Whether vᵀGv ≤ limit ‖v‖² for every v ≥ 0, for a symmetric K×K matrix G with K ≤ 8. The maximum of vᵀGv over unit v ≥ 0
 * is inside some face of the orthant, where v is the leading eigenvector of the rows and columns that the face keeps.
 *
 * @returns to 1e-9 of the limit; false also where rounding leaves it open
 */
export function isAtMostOnOrthant(gram: Matrix, limit: number): boolean {
  const size = gram.rows;
  for (let set = 1; set < 2 ** size; set++) {
    const rows = Array.from({ length: size }, (_, k) => k).filter(k => set & (1 << k));
    const part = gram.selection(rows, rows);
    if (isBelow(part, limit)) continue;
    if (rows.length === 1 || mayBeReached(part)) return false;
  }
  return true;
}

/** λ_max < limit */
function isBelow(part: Matrix, limit: number): boolean {
  if (part.rows === 1) return part.get(0, 0) <= limit;
  const shifted = part.clone().mul(-1);
  for (let k = 0; k < part.rows; k++) shifted.set(k, k, limit + shifted.get(k, k));
  return isPositiveDefinite(shifted);
}

/**
 * Whether the leading eigenvector could be nonnegative. One of several of an eigenvalue need not be looked at: along the
 * others it moves to the boundary of the face at the same value, and that is a smaller face.
 */
function mayBeReached(part: Matrix): boolean {
  const { values, vectors } = symmetricEigen(part);
  if (values[1]! >= values[0]! * (1 - SAME)) return false;
  const leading = vectors.getColumn(0);
  return leading.every(x => x >= -ROUNDING) || leading.every(x => x <= ROUNDING);
}
