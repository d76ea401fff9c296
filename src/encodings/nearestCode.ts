import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { toFloat32 } from '../linalg/dense.js';
import type { ClassEncoding } from './classEncoding.js';
import { type DecodeOptions, requireDecodable } from './decodeOptions.js';
import { isOneHot } from './oneHotCodes.js';

export type { DecodeOptions } from './decodeOptions.js';

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
  const { dim, classes } = encoding;
  const { by } = requireDecodable(outputs, dim, options);
  return tf.tidy(() => {
    if (isOneHot(encoding)) return tf.argMax(outputs, 1);
    const codes = tf.tensor2d(toFloat32(encoding.matrix), [dim, classes]);
    const inner = tf.matMul(outputs, codes);
    if (by === 'inner-product') return tf.argMax(inner, 1);
    return tf.argMax(tf.sub(inner, tf.div(tf.sum(tf.square(codes), 0), 2)), 1);
  });
}
