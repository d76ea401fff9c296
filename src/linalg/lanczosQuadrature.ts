import { Matrix, symmetricEigen } from './dense.js';

/** Nodes and weights with Σ_i w_i f(θ_i) ≈ bᵀ f(A) b. */
export interface Quadrature {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Gauss quadrature of the spectral measure of A at b, from the coefficients of conjugate gradients for A x = b started
 * at zero: they are the Lanczos matrix T, with T_jj = 1/α_j + β_{j−1}/α_{j−1} and T_{j,j+1} = √β_j/α_j; the nodes are its
 * eigenvalues, the weights the squared first entries of its eigenvectors times ‖b‖² (Golub, Welsch 1969).
 *
 * @param alphas α_0, α_1, ...; a step with α_j = 0 is the end
 * @param squaredNorm ‖b‖²
 */
export function lanczosQuadrature(
  alphas: readonly number[],
  betas: readonly number[],
  squaredNorm: number,
): Quadrature {
  const end = alphas.findIndex(alpha => !(alpha > 0));
  const size = end < 0 ? alphas.length : end;
  if (size === 0) return { nodes: [], weights: [] };
  const lanczos = Matrix.zeros(size, size);
  for (let j = 0; j < size; j++) {
    const previous = j === 0 ? 0 : betas[j - 1]! / alphas[j - 1]!;
    lanczos.set(j, j, 1 / alphas[j]! + previous);
    if (j + 1 === size) break;
    const beside = Math.sqrt(betas[j]!) / alphas[j]!;
    lanczos.set(j, j + 1, beside);
    lanczos.set(j + 1, j, beside);
  }
  const { values, vectors } = symmetricEigen(lanczos);
  return { nodes: values, weights: values.map((_, i) => squaredNorm * vectors.get(0, i) ** 2) };
}
