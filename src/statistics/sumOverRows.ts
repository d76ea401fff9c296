import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Rows that are summed in one run. Some kernels add one product after the other in float32, and the error of such a
 * sum grows with its length: in one run, the means of 50,000 samples were still wrong by 2e-7 after both centring steps.
 */
const BLOCK = 2048;

/** AᵀB = Σ_i a_i b_iᵀ (p×q) for A [N, p] and B [N, q], summed in blocks of rows; the caller disposes or tidies. */
export function sumOverRows(a: Tensor2D, b: Tensor2D): Tensor2D {
  const rows = a.shape[0];
  if (rows <= BLOCK) return tf.matMul(a, b, true, false);
  return tf.tidy(() => {
    let total: Tensor2D | null = null;
    for (let start = 0; start < rows; start += BLOCK) {
      const size = Math.min(BLOCK, rows - start);
      const part = tf.tidy(
        (): Tensor2D => tf.matMul(tf.slice(a, start, size), tf.slice(b, start, size), true, false),
      );
      const next: Tensor2D = total === null ? part : tf.add<Tensor2D>(total, part);
      if (total !== null) tf.dispose([total, part]);
      total = next;
    }
    return total!;
  });
}
