import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { random } from '../base/random.js';
import type { ConjugateGradientResult } from '../linalg/conjugateGradients.js';
import { type Matrix, toFloat32 } from '../linalg/dense.js';

const SEED = 'spectrum of the class means';

/** The equations A X = B of random probes, on the device. */
export interface SpectrumProblem {
  /** Whether they are those of CCᵀ (K×K), else of CᵀC (d×d) */
  readonly byClass: boolean;
  /** C [K, d], scaled */
  readonly means: Tensor2D;
  /** √w [K, 1] */
  readonly nullVector: Tensor2D;
  /** CCᵀ or CᵀC */
  readonly matrix: Tensor2D;
  /** z without its component along the null vector √w of CCᵀ, or Cᵀz */
  readonly rightHandSides: Tensor2D;
}

/** Uploads the equations of the scaled rows √w_k (m_k − m_G); the caller disposes the tensors. */
export function uploadProblem(
  centered: Matrix,
  weights: readonly number[],
  { scale, probes }: { readonly scale: number; readonly probes: number },
): SpectrumProblem {
  const { rows: classes, columns: dim } = centered;
  const byClass = classes - 1 <= dim;
  const { uniform } = random(SEED);
  const signs = Float32Array.from({ length: classes * probes }, () => (uniform() < 0.5 ? -1 : 1));
  const tensors = tf.tidy(() => {
    const nullVector = tf.tensor2d(weights.map(Math.sqrt), [classes, 1]);
    const means = tf.mul<Tensor2D>(
      tf.tensor2d(toFloat32(centered), [classes, dim]),
      tf.mul(nullVector, scale),
    );
    const z = tf.tensor2d(signs, [classes, probes]);
    return {
      means,
      nullVector,
      matrix: tf.matMul<Tensor2D>(means, means, !byClass, byClass),
      rightHandSides: byClass ? withoutNullVector(z, nullVector) : tf.matMul<Tensor2D>(means, z, true, false),
    };
  });
  return { byClass, ...tensors };
}

/**
 * B − A X with A as the product of its factors, which have not been rounded as their product has. Rounding leaves the
 * range of CCᵀ, where nothing can be solved for: out with it.
 */
export function residualOf(
  { means, byClass, nullVector, rightHandSides }: SpectrumProblem,
  x: Tensor2D,
): Tensor2D {
  return tf.tidy(() => {
    const product: Tensor2D = tf.matMul(means, tf.matMul(means, x, byClass, false), !byClass, false);
    const residual = tf.sub<Tensor2D>(rightHandSides, product);
    return byClass ? withoutNullVector(residual, nullVector) : residual;
  });
}

function withoutNullVector(columns: Tensor2D, nullVector: Tensor2D): Tensor2D {
  return tf.sub(columns, tf.mul(nullVector, tf.matMul(nullVector, columns, true, false)));
}

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
