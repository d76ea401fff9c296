import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../base/argumentError.js';
import { Matrix, toFloat32 } from '../linalg/dense.js';
import { type MatrixInput, matrixOf } from '../linalg/numbersInput.js';
import { rowGram } from '../linalg/product.js';
import type { ClassEncoding } from './classEncoding.js';
import {
  type CodeNames,
  isIdentity,
  namesOf,
  requireClasses,
  requireCodes,
  requireRows,
  shareOfWeights,
} from './codeMatrix.js';
import type { DecodeOptions } from './decodeOptions.js';
import { nearestCode } from './nearestCode.js';
import { OneHotCodes } from './oneHotCodes.js';

/** The one-hot encoding E = I of K classes. @throws ArgumentError unless K ≥ 2 is an integer */
export function oneHotEncoding(classes: number): ClassEncoding {
  requireClasses(classes, 'oneHotEncoding');
  return new OneHotCodes(classes);
}

/**
 * An encoding from one code per class.
 *
 * @param codes K codes of c numbers each, in class order
 * @param name default: 'one-hot', 'label-smoothing(ε)', 'simplex-etf'... where the numbers say so, else 'custom'
 * @throws ArgumentError unless there are at least two codes, all of one length, finite, distinct and not all zero
 */
export function encodingFromCodes(codes: ReadonlyArray<ArrayLike<number>>, name?: string): ClassEncoding {
  return encodingOfCodes(codes, name, namesOf('encodingFromCodes', 'codes'));
}

/**
 * An encoding from its matrix E (c×K), a `Matrix`, a tensor or rows: column k is the code of class k. For a list of codes see
 * {@link encodingFromCodes}.
 *
 * @param name default: recognized from the numbers, else 'custom'
 * @throws ArgumentError unless there are at least two codes, all finite, distinct and not all zero
 */
export function encodingFromMatrix(matrix: MatrixInput, name?: string): ClassEncoding {
  const where = 'encodingFromMatrix';
  const requirement = 'c rows of K numbers (c×K)';
  const columns = matrixOf(matrix, { where, argument: 'matrix', requirement });
  // The encoding keeps it.
  return encodingOf(columns === matrix ? columns.clone() : columns, name, where, 'matrix column');
}

/**
 * An encoding from a function of the class.
 *
 * @param codeOf class k = 0..K−1 to its code; all codes of one length
 * @param name default: recognized from the numbers, else 'custom'
 * @throws ArgumentError unless K ≥ 2 and the codes are of one length, finite, distinct and not all zero
 * @example
 * encodingFromFunction(8, k => [Math.cos((2 * Math.PI * k) / 8), Math.sin((2 * Math.PI * k) / 8)], 'circle');
 */
export function encodingFromFunction(
  classes: number,
  codeOf: (label: number) => ArrayLike<number>,
  name?: string,
): ClassEncoding {
  const where = 'encodingFromFunction';
  requireClasses(classes, where);
  requireArgument(typeof codeOf === 'function', where, 'codeOf', 'a function from class to code', codeOf);
  const codes = Array.from({ length: classes }, (_, k) => codeOf(k));
  return encodingOfCodes(codes, name, { where, all: 'codeOf', one: k => `codeOf(${k})` });
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

/** Codes that went through float32 (unit roundoff 6e-8) and a few operations, e.g. label smoothing in the data pipeline. */
const TOLERANCE = 1e-5;

/**
 * What codes are, by their numbers: 'label-smoothing(ε)', 'centered-one-hot', 'simplex-etf', 'hadamard', 'orthogonal',
 * 'error-correcting' (any other ±1 codes), 'binary' (one output, 0 and 1) or 'custom'. The more special name wins.
 *
 * @param matrix E (c×K)
 */
export function recognizeCodes(matrix: Matrix): string {
  const smoothing = smoothingOf(matrix);
  if (smoothing !== null) return `label-smoothing(${Number(smoothing.toPrecision(4))})`;
  const gram = rowGram(matrix.transpose());
  const areSigns = matrix.to1DArray().every(x => Math.abs(x) === 1);
  const classes = matrix.columns;
  if (isTwoValued(matrix, 1 - 1 / classes, -1 / classes)) return 'centered-one-hot';
  if (isTwoValued(gram, gram.get(0, 0), 0)) return areSigns ? 'hadamard' : 'orthogonal';
  if (isTwoValued(gram, gram.get(0, 0), -gram.get(0, 0) / (classes - 1))) return 'simplex-etf';
  if (areSigns) return 'error-correcting';
  const isBinary = classes === 2 && matrix.rows === 1 && matrix.get(0, 0) === 0 && matrix.get(0, 1) === 1;
  return isBinary ? 'binary' : 'custom';
}

/** ε of E = (1−ε) I + ε/K 11ᵀ, 0 < ε < 1; null if E is not of that form. */
function smoothingOf(matrix: Matrix): number | null {
  const classes = matrix.columns;
  if (!matrix.isSquare()) return null;
  const epsilon = classes * matrix.get(0, 1);
  const inRange = epsilon > TOLERANCE && epsilon < 1;
  return inRange && isTwoValued(matrix, 1 - epsilon + epsilon / classes, epsilon / classes) ? epsilon : null;
}

/** Whether a matrix is square with one value on the diagonal and another everywhere else. */
function isTwoValued(matrix: Matrix, diagonal: number, elsewhere: number): boolean {
  const limit = TOLERANCE * Math.max(Math.abs(diagonal), Math.abs(elsewhere));
  return (
    matrix.isSquare() &&
    matrix
      .to2DArray()
      .every((row, j) => row.every((x, k) => Math.abs(x - (j === k ? diagonal : elsewhere)) <= limit))
  );
}
