import * as tf from '@tensorflow/tfjs-core';
import type { ConjugateGradientResult } from '../linalg/conjugateGradients.js';
import { lanczosQuadrature, type Quadrature } from '../linalg/lanczosQuadrature.js';
import { type Estimate, STANDARD_ERRORS } from './estimate.js';
import type { SpectrumProblem } from './spectrumEstimate.js';

/** Probes that are used: for the entropy, few are many. */
const PROBES = 64;

/** Steps that are left out to see what the last ones still change. */
const LEFT_OUT = 8;

/** Float32 sums of thousands of terms. */
const ROUNDING = 1e-5;

/**
 * exp(−Σ p_j ln p_j), p_j = λ_j/Σλ, by stochastic Lanczos quadrature. With μ the mean eigenvalue,
 *
 *   −Σ p_j ln p_j = ln(Σλ/μ) − tr(A ln(A/μ)) / tr A
 *
 * and both traces come from the same probes, whose errors nearly cancel in the ratio: exactly for a flat spectrum.
 *
 * @param solved conjugate gradients for CCᵀ or CᵀC, scaled to a mean eigenvalue of one
 */
export async function entropyRank(
  solved: ConjugateGradientResult,
  { byClass, rightHandSides }: SpectrumProblem,
  rank: number,
): Promise<Estimate> {
  const norms = tf.tidy(() => tf.sum(tf.square(rightHandSides), 0));
  try {
    const squared = await norms.data();
    const probes = Math.min(PROBES, squared.length);
    const rules = (steps: number) =>
      Array.from({ length: probes }, (_, i) => {
        const of = (rows: readonly Float32Array[]) => rows.slice(0, steps).map(row => row[i]!);
        return lanczosQuadrature(of(solved.alphas), of(solved.betas), squared[i]!);
      });
    const { alphas } = solved;
    const estimate = entropyOf(rules(alphas.length), byClass);
    const coarse = entropyOf(rules(Math.max(1, alphas.length - LEFT_OUT)), byClass);
    // Where every column ended before the last recorded step, both rules are the same.
    const quadrature = Math.abs(estimate.entropy - coarse.entropy);
    return {
      value: Math.min(rank, rank * Math.exp(estimate.entropy)),
      bound: Math.expm1(STANDARD_ERRORS * estimate.standardError + quadrature) + ROUNDING,
      method: `${probes} random probes, Lanczos quadrature; bound: 3 standard errors and the last 8 nodes`,
    };
  } finally {
    norms.dispose();
  }
}

/**
 * −Σ A ln A / Σ A over the probes as a ratio of means. A rule for CCᵀ started at z integrates f itself; one for CᵀC started
 * at Cᵀz has a factor λ in its measure already.
 */
function entropyOf(rules: readonly Quadrature[], byClass: boolean) {
  const integral = (f: (node: number) => number) =>
    rules.map(({ nodes, weights }) =>
      nodes.reduce((sum, node, i) => sum + (node > 0 ? weights[i]! * f(node) : 0), 0),
    );
  const tops = integral(byClass ? node => node * Math.log(node) : Math.log);
  const bottoms = integral(byClass ? node => node : () => 1);
  const n = rules.length;
  const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0);
  const ratio = sum(tops) / sum(bottoms);
  const spread = sum(tops.map((top, i) => (top - ratio * bottoms[i]!) ** 2)) / (n - 1);
  return { entropy: -ratio, standardError: Math.sqrt(spread / n) / (sum(bottoms) / n) };
}
