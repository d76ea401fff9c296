import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type ConjugateGradientResult, conjugateGradients } from '../linalg/conjugateGradients.js';
import type { Matrix } from '../linalg/dense.js';
import { centeredMeans, squaredNorms } from './centeredMeans.js';
import { entropyRank } from './entropyRank.js';
import { controlledMean, type Estimate, FLOAT32_SUMS, STANDARD_ERRORS } from './estimate.js';
import type { PeakMemory } from './peakMemory.js';
import {
  type ProbeControls,
  probeControls,
  residualOf,
  type SpectrumProblem,
  uploadProblem,
} from './spectrumProblem.js';
import type { WithinScatter } from './withinScatter.js';

/** What is known of the spectrum of Σ_B where min(K − 1, d) is too large for an eigendecomposition. */
export interface SpectrumEstimate {
  /** tr(Σ_W Σ_B⁺) */
  readonly pinvTrace: Estimate | { readonly absent: string };
  /** exp(entropy of the eigenvalues of Σ_B / trace) */
  readonly effectiveRank: Estimate | { readonly absent: string };
  /** min(K − 1, d); 0 where all class means coincide */
  readonly rank: number;
}

/** Input of {@link estimateSpectrum}. */
export interface SpectrumInput {
  /** Row k is m_k (K×d) */
  readonly means: Matrix;
  /** w_k, summing to one */
  readonly weights: readonly number[];
  /** Row k is m_k − Σ_l w_l m_l, where that is known already */
  readonly centered?: Matrix;
  /** null where it was not collected */
  readonly within: WithinScatter | null;
  readonly peak?: PeakMemory;
}

/** Probes times rank: the standard error of a flat spectrum is √(2/2¹⁷) = 0.4%. */
const PROBES_TIMES_RANK = 2 ** 17;
const [FEWEST_PROBES, MOST_PROBES] = [16, 256];

/** Residuals, as a share of the right-hand side. What the refinement changes is part of the bound. */
const SOLVE = { tolerance: 1e-4, maxSteps: 512, recordedSteps: 32 };
const REFINE = { tolerance: 1e-6, maxSteps: 512, recordedSteps: 0 };

/** An estimate that the refinement still changes by more than this is not given. */
const LARGEST_EFFECT = 0.05;

/**
 * tr(Σ_W Σ_B⁺) and the effective rank by random probes (Hutchinson 1990; Ubaru, Chen, Saad 2017). With row k of C (K×d)
 * being √w_k (m_k − m_G), Σ_B = CᵀC, and for z with independent entries ±1
 *
 *   tr(Σ_W Σ_B⁺) = E yᵀ Σ_W y,  y = C⁺ z
 *
 * y solves the smaller one of (CCᵀ) x = z, y = Cᵀ x, and (CᵀC) y = Cᵀ z by conjugate gradients on the device, refined once
 * with the residual of C itself. The same steps give Lanczos quadratures of the spectrum, and those its entropy. Traces
 * of powers of CCᵀ are known and serve as control variates of both.
 */
export async function estimateSpectrum(input: SpectrumInput): Promise<SpectrumEstimate> {
  const { means, weights, within, peak } = input;
  const centered = input.centered ?? centeredMeans(means, weights);
  const trace = squaredNorms(centered).reduce((sum, square, k) => sum + weights[k]! * square, 0);
  const rank = trace > 0 ? Math.min(means.rows - 1, means.columns) : 0;
  if (rank === 0) {
    const none = { absent: 'all class means coincide: Σ_B is zero' };
    return { pinvTrace: none, effectiveRank: none, rank };
  }
  // Eigenvalues around one.
  const scale = Math.sqrt(rank / trace);
  const problem = uploadProblem(centered, weights, { scale, probes: probesFor(rank) });
  let solved: ConjugateGradientResult | null = null;
  try {
    solved = await conjugateGradients(problem.matrix, problem.rightHandSides, SOLVE);
    peak?.update();
    const controls = await probeControls(problem, solved, rank);
    const effectiveRank = entropyRank(solved, controls, { byClass: problem.byClass, rank });
    const pinvTrace = within
      ? await pinvTraceOf(problem, { solved, controls, within, factor: scale ** 2 })
      : { absent: 'the within-class scatter was not collected' };
    return { pinvTrace, effectiveRank, rank };
  } finally {
    solved?.solution.dispose();
    tf.dispose([problem.means, problem.nullVector, problem.matrix, problem.rightHandSides]);
  }
}

function probesFor(rank: number): number {
  return Math.min(MOST_PROBES, Math.max(FEWEST_PROBES, Math.ceil(PROBES_TIMES_RANK / rank)));
}

interface Solved {
  readonly solved: ConjugateGradientResult;
  readonly controls: ProbeControls;
  readonly within: WithinScatter;
  /** From the scaled means to those given */
  readonly factor: number;
}

async function pinvTraceOf(
  problem: SpectrumProblem,
  { solved, controls, within, factor }: Solved,
): Promise<SpectrumEstimate['pinvTrace']> {
  const unsettled = {
    absent:
      'not estimated: the class means are so close to linearly dependent that conjugate gradients in float32 did ' +
      `not settle in ${solved.steps} steps`,
  };
  if (!solved.settled) return unsettled;
  const residual = residualOf(problem, solved.solution);
  const squaredLengths = tf.tensor1d([...controls.squaredNorms]);
  let refinement: ConjugateGradientResult | null = null;
  const values: Tensor1D[] = [];
  try {
    refinement = await conjugateGradients(problem.matrix, residual, { ...REFINE, squaredLengths });
    const change = refinement.solution;
    values.push(along(within, problem, () => tf.add<Tensor2D>(solved.solution, change)));
    values.push(along(within, problem, () => tf.slice(change, [0, 0], [-1, FEWEST_PROBES])));
    const [found, changed] = (await Promise.all(values.map(value => value.data()))) as [
      Float32Array,
      Float32Array,
    ];
    const sum = (numbers: Float32Array) => numbers.reduce((total, x) => total + x, 0);
    if (sum(found) === 0) return { value: 0, bound: 0, method: methodOf(found.length) };
    const effect = 2 * Math.sqrt(sum(changed) / sum(found.subarray(0, FEWEST_PROBES)));
    if (!(effect < LARGEST_EFFECT)) return unsettled;
    const { value, standardError } = controlledMean([...found], controls.rows);
    const bound = (STANDARD_ERRORS * standardError) / value + effect + FLOAT32_SUMS;
    return { value: factor * value, bound, method: methodOf(found.length) };
  } finally {
    tf.dispose([residual, squaredLengths, ...values, ...(refinement ? [refinement.solution] : [])]);
  }
}

function methodOf(probes: number): string {
  return `mean of ${probes} random probes, conjugate gradients; bound: 3 standard errors and the residual`;
}

/** yᵀ Σ_W y for the solutions y that belong to X. */
function along(
  within: WithinScatter,
  { means, byClass }: SpectrumProblem,
  solution: () => Tensor2D,
): Tensor1D {
  return tf.tidy(() => {
    const x = solution();
    return within.along(byClass ? tf.matMul(means, x, true, false) : x);
  });
}
