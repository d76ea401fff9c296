import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../base/argumentError.js';
import { Matrix, toFloat32 } from '../linalg/dense.js';
import { rowGram } from '../linalg/product.js';
import {
  type CodeNames,
  isIdentity,
  namesOf,
  requireClasses,
  requireCodes,
  requireRows,
  shareOfWeights,
} from './codeMatrix.js';
import { type DecodeOptions, nearestCode } from './nearestCode.js';
import { OneHotCodes } from './oneHotCodes.js';
import { recognizeCodes } from './recognizeCodes.js';

export { isOneHot } from './oneHotCodes.js';

/** The target of each class: column k of E is the code e_k that the network is trained to output for class k. */
export interface ClassEncoding {
  /** Which codes, with their parameters: 'one-hot', 'label-smoothing(0.1)'...; 'custom' where nothing is known of them */
  readonly name: string;
  /** K */
  readonly classes: number;
  /** c, the width of the network's output */
  readonly dim: number;
  /** E (c×K, float64) */
  readonly matrix: Matrix;
  /**
   * Targets of class labels.
   *
   * @param labels y_i [N], int32, 0..K−1
   * @returns e_{y_i} as rows [N, c], float32; the caller disposes it
   */
  encode(labels: Tensor1D): Tensor2D;
  /**
   * The class each output stands for: the nearest code, or the code with the largest inner product.
   *
   * @param outputs z_i as rows [N, c]
   * @returns int32 [N]; the caller disposes it
   */
  decode(outputs: Tensor2D, options?: DecodeOptions): Tensor1D;
  /**
   * Mean code Σ_k w_k e_k / Σ_k w_k, which is Eπ for the shares π of the classes or for their sizes n_k.
   *
   * @param weights w_k ≥ 0 [K], not all zero; default equal
   */
  mean(weights?: readonly number[]): number[];
  /** EᵀE (K×K): inner products of the codes */
  gram(): Matrix;
}

/** Data as own properties, behavior on the prototype: an encoding prints and compares as its numbers. */
class CodeTable implements ClassEncoding {
  readonly classes: number;
  readonly dim: number;

  constructor(
    readonly name: string,
    readonly matrix: Matrix,
  ) {
    this.classes = matrix.columns;
    this.dim = matrix.rows;
  }

  encode(labels: Tensor1D): Tensor2D {
    const isVector = labels?.shape?.length === 1 && labels.dtype === 'int32';
    requireArgument(isVector, 'ClassEncoding.encode', 'labels', 'an int32 tensor of shape [N]', labels);
    return tf.tidy(() => {
      const codes = tf.tensor2d(toFloat32(this.matrix.transpose()), [this.classes, this.dim]);
      return tf.gather(codes, labels);
    });
  }

  decode(outputs: Tensor2D, options: DecodeOptions = {}): Tensor1D {
    return nearestCode(outputs, this, options);
  }

  mean(weights?: readonly number[]): number[] {
    const shares = shareOfWeights(weights, this.classes);
    return this.matrix.mmul(Matrix.columnVector(shares)).getColumn(0);
  }

  gram(): Matrix {
    return rowGram(this.matrix.transpose());
  }
}

/** The one-hot encoding E = I of K classes. */
export function oneHotEncoding(classes: number): ClassEncoding {
  requireClasses(classes, 'oneHotEncoding');
  return new OneHotCodes(classes);
}

/**
 * An encoding from one code per class.
 *
 * @param codes K codes of c numbers each, in class order
 * @param name default: 'one-hot', 'label-smoothing(ε)', 'simplex-etf'... where the numbers say so, else 'custom'
 * @throws unless there are at least two codes, all of one length, finite, distinct and not all zero
 */
export function encodingFromCodes(codes: ReadonlyArray<ArrayLike<number>>, name?: string): ClassEncoding {
  return encodingOfCodes(codes, name, namesOf('encodingFromCodes', 'codes'));
}

/** {@link encodingFromCodes} for another function: `names` are what an error names. */
export function encodingOfCodes(codes: readonly unknown[], name: string | undefined, names: CodeNames) {
  const isList = Array.isArray(codes) && codes.length >= 2;
  requireArgument(isList, names.where, names.all, 'a list of at least two codes', codes);
  return encodingOfMatrix(new Matrix(requireRows(codes, names)).transpose(), name, names);
}

/** Makes the columns of E an encoding. `where` and `argument` are what an error names. */
export function encodingOf(
  matrix: Matrix,
  name: string | undefined,
  where: string,
  argument: string,
): ClassEncoding {
  return encodingOfMatrix(matrix, name, namesOf(where, argument));
}

/**
 * Checks the columns of E and makes them an encoding.
 *
 * One-hot codes are called so whatever the name: metrics that are defined for them only ask for the numbers.
 */
export function encodingOfMatrix(matrix: Matrix, name: string | undefined, names: CodeNames): ClassEncoding {
  requireCodes(matrix, names);
  if (isIdentity(matrix)) return new OneHotCodes(matrix.columns);
  return new CodeTable(name === undefined ? recognizeCodes(matrix) : name, matrix);
}
