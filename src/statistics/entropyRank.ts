import type { ConjugateGradientResult } from '../linalg/conjugateGradients.js';
import { Matrix, symmetricEigen } from '../linalg/dense.js';
import { controlledMean, type Estimate, FLOAT32_SUMS, STANDARD_ERRORS } from './estimate.js';
import type { ProbeControls } from './spectrumProblem.js';

/** Most probes that are used. */
const PROBES = 128;

/** Probes of the second quadrature, which tells what the last nodes still change: eight, or a third of fewer than 24. */
const COMPARED_PROBES = 16;
const fewerSteps = (steps: number): number => Math.max(steps - 8, Math.ceil((2 * steps) / 3));

/**
 * exp(−Σ p_j ln p_j), p_j = λ_j/Σλ, by stochastic Lanczos quadrature: for a mean eigenvalue of one,
 * −Σ p_j ln p_j = ln r − tr(A ln A)/r.
 *
 * @param solved conjugate gradients for CCᵀ (`byClass`) or CᵀC
 */
export function entropyRank(
  { alphas, betas }: ConjugateGradientResult,
  { squaredNorms, rows }: ProbeControls,
  { byClass, rank }: { readonly byClass: boolean; readonly rank: number },
): Estimate {
  const integrals = (probes: number, steps: number) =>
    squaredNorms.slice(0, probes).map((norm, i) => {
      const of = (coefficients: readonly Float32Array[]) => coefficients.slice(0, steps).map(row => row[i]!);
      return integralOfEntropy(of(alphas), of(betas), norm, byClass);
    });
  const all = integrals(PROBES, alphas.length);
  const { value, standardError } = controlledMean(all, rows.slice(0, all.length));
  const coarse = integrals(COMPARED_PROBES, fewerSteps(alphas.length));
  const change = coarse.reduce((sum, x, i) => sum + x - all[i]!, 0) / coarse.length;
  return {
    value: Math.min(rank, rank * Math.exp(-value / rank)),
    bound: Math.expm1((STANDARD_ERRORS * standardError + Math.abs(change)) / rank) + FLOAT32_SUMS,
    method: `Lanczos quadrature of ${all.length} random probes; bound: 3 standard errors and the last nodes`,
  };
}

/** zᵀ A ln A z. A rule for CᵀC started at Cᵀz has the factor A in its measure already. */
function integralOfEntropy(alphas: number[], betas: number[], norm: number, byClass: boolean): number {
  const { nodes, weights } = lanczosQuadrature(alphas, betas, norm);
  const f = (node: number) => (byClass ? node * Math.log(node) : Math.log(node));
  return nodes.reduce((sum, node, i) => sum + (node > 0 ? weights[i]! * f(node) : 0), 0);
}

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
