import * as tf from '@tensorflow/tfjs-core';
import type { ConjugateGradientResult } from '../linalg/conjugateGradients.js';
import type { SpectrumProblem } from './spectrumEstimate.js';

/** What is known of random probes without solving anything. */
export interface ProbeControls {
  /** ‖b_i‖² of every right-hand side */
  readonly squaredNorms: readonly number[];
  /** Per probe: zᵀz, zᵀAz and zᵀA²z minus their expectations rank, tr A and tr A², for A = CCᵀ and z in its range */
  readonly rows: readonly (readonly number[])[];
}

/**
 * The control variates of probes: traces of powers of A are known exactly, and what of an estimate is like them need not
 * be estimated. bᵀMb and bᵀM²b of a right-hand side b are in the first step of conjugate gradients.
 */
export async function probeControls(
  { byClass, matrix, rightHandSides }: SpectrumProblem,
  { alphas, betas }: ConjugateGradientResult,
  rank: number,
): Promise<ProbeControls> {
  // By rows first: one float32 sum of millions of squares would lose the small ones.
  const tensors = tf.tidy(() => [tf.sum(tf.square(rightHandSides), 0), tf.sum(tf.sum(tf.square(matrix), 1))]);
  try {
    const [norms, ofSquare] = await Promise.all(tensors.map(tensor => tensor.data()));
    const squaredNorms = [...norms!];
    const rows = squaredNorms.map((norm, i) => {
      const curvature = 1 / alphas[0]![i]!;
      const first = norm * curvature - (byClass ? rank : ofSquare![0]!);
      const second = norm * curvature ** 2 * (1 + betas[0]![i]!) - ofSquare![0]!;
      return byClass ? [norm - rank, first, second] : [norm - rank, first];
    });
    return { squaredNorms, rows };
  } finally {
    tf.dispose(tensors);
  }
}
