import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requireOptions } from '../base/argumentError.js';
import { Matrix, toFloat32 } from '../linalg/dense.js';
import type { ClassEncoding } from './classEncoding.js';
import { type DecodeOptions, type OutputLink, requireDecodable } from './decodeOptions.js';
import { peakOf } from './oneHotCodes.js';

/**
 * The class whose code is nearest to each row: argmin_k ‖z_i − e_k‖, computed as argmax_k z_i·e_k − ‖e_k‖²/2. For
 * codes of equal norm that is the largest inner product; for one-hot codes the largest output. With option `link` the
 * outputs go through that function first.
 *
 * @param outputs z [N, c]
 * @returns int32 [N]; the caller disposes it. A tie goes to the smaller class.
 */
export function nearestCode(
  outputs: Tensor2D,
  encoding: Pick<ClassEncoding, 'dim' | 'classes' | 'matrix'>,
  options: DecodeOptions = {},
): Tensor1D {
  requireOptions('nearestCode', 'encoding', 'an encoding', encoding);
  const { dim, classes } = encoding;
  const { by, link } = requireDecodable(outputs, dim, options);
  return tf.tidy(() => {
    // Every link is increasing.
    if (peakOf(encoding) !== null) return tf.argMax(outputs, 1);
    const codes = codesOf(encoding.matrix, link);
    const halves = halfNorms(codes);
    const inner = tf.matMul(linked(outputs, link), tf.tensor2d(toFloat32(codes), [dim, classes]));
    if (by === 'inner-product' || halves.every(half => half === halves[0])) return tf.argMax(inner, 1);
    return tf.argMax(tf.sub(inner, tf.tensor1d(halves)), 1);
  });
}

/**
 * Outputs on the scale of {@link codesOf}. A sigmoid becomes tanh(z/2) = 2σ(z) − 1: beside codes −1 and 1 the sign of a
 * logit decides however small it is, while σ(z) is rounded to ½.
 */
function linked(outputs: Tensor2D, link: OutputLink): Tensor2D {
  if (link === 'softmax') return tf.softmax(outputs);
  return link === 'sigmoid' ? tf.tanh(tf.div(outputs, 2)) : outputs;
}

/** E, or 2E − 1 where the outputs are on that scale; distances are only scaled. */
function codesOf(matrix: Matrix, link: OutputLink): Matrix {
  return link === 'sigmoid' || link === 'signed' ? Matrix.mul(matrix, 2).sub(1) : matrix;
}

/** ‖e_k‖²/2 */
function halfNorms(codes: Matrix): number[] {
  const sums = new Array<number>(codes.columns).fill(0);
  for (let j = 0; j < codes.rows; j++)
    for (let k = 0; k < codes.columns; k++) sums[k]! += codes.get(j, k) ** 2 / 2;
  return sums;
}
