import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../argumentError.js';
import { toFloat32 } from '../linalg/dense.js';
import type { ClassEncoding } from './classEncoding.js';
import { isIdentity } from './codeMatrix.js';

/** How outputs are turned into classes. */
export interface DecodeOptions {
  /**
   * - `'distance'` (default): argmin_k ‖z − e_k‖
   * - `'inner-product'`: argmax_k z·e_k. The same where all codes have one norm; a longer code wins more often otherwise.
   */
  readonly by?: 'distance' | 'inner-product';
}

/**
 * The class whose code is nearest to each row: argmin_k ‖z_i − e_k‖, computed as argmax_k z_i·e_k − ‖e_k‖²/2. For
 * codes of equal norm that is the largest inner product; for one-hot codes the largest output.
 *
 * @param outputs z [N, c]
 * @returns int32 [N]; the caller disposes it. A tie goes to the smaller class.
 */
export function nearestCode(
  outputs: Tensor2D,
  encoding: Pick<ClassEncoding, 'dim' | 'classes' | 'matrix'>,
  options: DecodeOptions = {},
): Tensor1D {
  const { dim, classes, matrix } = encoding;
  const fits = outputs.shape.length === 2 && outputs.shape[1] === dim;
  requireArgument(fits, 'nearestCode', 'outputs', `a tensor of shape [N, ${dim}]`, outputs);
  const by = options.by === undefined ? 'distance' : options.by;
  const known = by === 'distance' || by === 'inner-product';
  requireArgument(known, 'nearestCode', 'by', "'distance' or 'inner-product'", by);
  return tf.tidy(() => {
    if (isIdentity(matrix)) return tf.argMax(outputs, 1);
    const codes = tf.tensor2d(toFloat32(matrix), [dim, classes]);
    const inner = tf.matMul(outputs, codes);
    if (by === 'inner-product') return tf.argMax(inner, 1);
    return tf.argMax(tf.sub(inner, tf.div(tf.sum(tf.square(codes), 0), 2)), 1);
  });
}
