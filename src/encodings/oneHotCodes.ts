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

/** The two numbers of codes E = rest 11ᵀ + (top − rest) I. */
export interface Peak {
  readonly top: number;
  readonly rest: number;
}

const ONE_HOT: Peak = { top: 1, rest: 0 };

/** By the matrix, which is looked through once. */
const known = new WeakMap<Matrix, Peak | null>();

/**
 * One-hot, smoothed or centered one-hot codes, top > rest: the largest output tells the nearest code, and three sums per
 * row tell whether it is one. Null for other codes.
 */
export function peakOf(encoding: Pick<ClassEncoding, 'matrix'>): Peak | null {
  // Its matrix is only made when somebody asks for it.
  if (isOneHot(encoding)) return ONE_HOT;
  const { matrix } = encoding;
  let peak = known.get(matrix);
  if (peak === undefined) {
    peak = find(matrix);
    known.set(matrix, peak);
  }
  return peak;
}

function find(matrix: Matrix): Peak | null {
  if (!matrix.isSquare() || matrix.rows < 2) return null;
  const [top, rest] = [matrix.get(0, 0), matrix.get(1, 0)];
  const rows = matrix.to2DArray();
  const isPeak = top > rest && rows.every((row, j) => row.every((x, k) => x === (j === k ? top : rest)));
  return isPeak ? { top, rest } : null;
}
