import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../argumentError.js';
import { toFloat32 } from '../linalg/dense.js';
import { type ClassEncoding, isOneHot } from './classEncoding.js';

/**
 * The class whose code is nearest to each row: argmin_k ‖z_i − e_k‖, computed as argmax_k z_i·e_k − ‖e_k‖²/2. For
 * codes of equal norm that is the largest inner product; for one-hot codes the largest output.
 *
 * @param outputs z [N, c]
 * @returns int32 [N]; the caller disposes it
 */
export function nearestCode(outputs: Tensor2D, encoding: ClassEncoding): Tensor1D {
  const { dim, classes, matrix } = encoding;
  const fits = outputs.shape.length === 2 && outputs.shape[1] === dim;
  requireArgument(fits, 'nearestCode', 'outputs', `a tensor of shape [N, ${dim}]`, outputs);
  return tf.tidy(() => {
    if (isOneHot(encoding)) return tf.argMax(outputs, 1);
    const codes = tf.tensor2d(toFloat32(matrix), [dim, classes]);
    const halfNorms = tf.div(tf.sum(tf.square(codes), 0), 2);
    return tf.argMax(tf.sub(tf.matMul(outputs, codes), halfNorms), 1);
  });
}
