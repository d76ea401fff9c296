import { requireArgument } from '../argumentError.js';
import { Matrix } from '../linalg/dense.js';
import { type ClassEncoding, encodingOf, encodingOfCodes } from './classEncoding.js';
import { namesOf, requireClasses, requireRows } from './codeMatrix.js';

/**
 * An encoding from its matrix E (c×K): column k is the code of class k. For a list of codes see
 * {@link encodingFromCodes}.
 *
 * @param name default: recognised from the numbers, else 'custom'
 */
export function encodingFromMatrix(
  matrix: Matrix | ReadonlyArray<ArrayLike<number>>,
  name?: string,
): ClassEncoding {
  const where = 'encodingFromMatrix';
  const isTable = Matrix.isMatrix(matrix) || (Array.isArray(matrix) && matrix.length > 0);
  requireArgument(isTable, where, 'matrix', 'c rows of K numbers (c×K)', matrix);
  if (Matrix.isMatrix(matrix)) return encodingOf(matrix.clone(), name, where, 'matrix column');
  const rows = requireRows(matrix as readonly unknown[], namesOf(where, 'matrix'));
  return encodingOf(new Matrix(rows), name, where, 'matrix column');
}

/**
 * An encoding from a function of the class.
 *
 * @param codeOf class k = 0..K−1 to its code; all codes of one length
 * @param name default: recognised from the numbers, else 'custom'
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
