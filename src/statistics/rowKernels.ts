import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { hasTensorflowOperations, tensorflowOperation } from './tensorflowOperation.js';

/**
 * ‖x_i‖² of every row of X [N, d] → [N, 1]; the caller disposes or tidies. Without the N×d squares where the backend has
 * an operation for it: that takes a third of the time.
 */
export function rowSquares(rows: Tensor2D): Tensor2D {
  return tf.tidy(() => {
    if (!hasTensorflowOperations()) return tf.sum<Tensor2D>(tf.square(rows), 1, true);
    const axis = tf.scalar(1, 'int32');
    const types = { T: 'float32', Tidx: 'int32' } as const;
    const norms = tensorflowOperation<tf.Tensor1D>('EuclideanNorm', types, [rows, axis]);
    return tf.reshape(tf.square(norms), [-1, 1]);
  });
}

/**
 * Row y_i of a table [K, p] for every label y_i [N], int32, in 0..K−1 → [N, p]; the caller disposes or tidies.
 *
 * tf.gather of tfjs-node reads all labels back and looks at each in JavaScript before TensorFlow does the same: a third of
 * its time for ten columns of many.
 */
export function rowsByLabel(table: Tensor2D, labels: Tensor1D): Tensor2D {
  if (!hasTensorflowOperations()) return tf.gather(table, labels);
  return tf.tidy(() => {
    const types = { Tparams: 'float32', Tindices: 'int32', Taxis: 'int32' } as const;
    return tensorflowOperation<Tensor2D>('GatherV2', types, [table, labels, tf.scalar(0, 'int32')]);
  });
}

/**
 * Rows that are summed in one run. Some kernels add one product after the other in float32, and the error of such a
 * sum grows with its length: in one run, the means of 50,000 samples were still wrong by 2e-7 after both centering steps.
 */
const BLOCK = 2048;

/** With TensorFlow's product of two matrices on a CPU, which adds blocks by itself (Eigen). */
const LONG_BLOCK = 2 ** 18;

/**
 * AᵀB = Σ_i a_i b_iᵀ (p×q) for A [N, p] and B [N, q], summed in blocks of rows; the caller disposes or tidies.
 *
 * The error of TensorFlow's product does not grow from 2,000 to 200,000 rows, 5e-6 for equal terms and 1e-7 for random
 * ones, and one takes half the time of many. With a single column on either side it does grow, to 2e-3 for 200,000 equal
 * terms on a processor without AVX-512.
 */
export function sumOverRows(a: Tensor2D, b: Tensor2D): Tensor2D {
  const rows = a.shape[0];
  const isProduct = a.shape[1] > 1 && b.shape[1] > 1;
  const block = isProduct && hasTensorflowOperations() ? LONG_BLOCK : BLOCK;
  if (rows <= block) return tf.matMul(a, b, true, false);
  return tf.tidy(() => {
    let total: Tensor2D | null = null;
    for (let start = 0; start < rows; start += block) {
      const size = Math.min(block, rows - start);
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
