import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../base/argumentError.js';
import { Matrix } from '../linalg/dense.js';
import type { ClassEncoding } from './classEncoding.js';
import { isIdentity, shareOfWeights } from './codeMatrix.js';
import { type DecodeOptions, requireDecodable } from './decodeOptions.js';

/** E = I. The identity of thousands of classes is made when somebody reads `matrix`, and by nothing in here but gram(). */
export class OneHotCodes implements ClassEncoding {
  readonly name = 'one-hot';
  readonly dim: number;
  declare readonly matrix: Matrix;

  constructor(readonly classes: number) {
    this.dim = classes;
    let matrix: Matrix | undefined;
    // An own property, as in other encodings: they print, spread and compare as their numbers.
    Object.defineProperty(this, 'matrix', {
      enumerable: true,
      get() {
        matrix ??= Matrix.identity(classes);
        return matrix;
      },
    });
  }

  encode(labels: Tensor1D): Tensor2D {
    const isVector = labels?.shape?.length === 1 && labels.dtype === 'int32';
    requireArgument(isVector, 'ClassEncoding.encode', 'labels', 'an int32 tensor of shape [N]', labels);
    return tf.tidy(() => tf.cast(tf.oneHot(labels, this.classes), 'float32') as Tensor2D);
  }

  decode(outputs: Tensor2D, options: DecodeOptions = {}): Tensor1D {
    requireDecodable(outputs, this.dim, options);
    return tf.tidy(() => tf.argMax(outputs, 1));
  }

  mean(weights?: readonly number[]): number[] {
    return shareOfWeights(weights, this.classes);
  }

  gram(): Matrix {
    return Matrix.identity(this.classes);
  }
}

/** Whether E is the identity. */
export function isOneHot(encoding: Pick<ClassEncoding, 'matrix'>): boolean {
  return encoding instanceof OneHotCodes || isIdentity(encoding.matrix);
}
