import type { ConjugateGradientResult } from '../linalg/conjugateGradients.js';
import { lanczosQuadrature } from '../linalg/lanczosQuadrature.js';
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
