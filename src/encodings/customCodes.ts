import { requireArgument } from '../base/argumentError.js';
import { type MatrixInput, matrixOf } from '../linalg/numbersInput.js';
import { type ClassEncoding, encodingOf, encodingOfCodes } from './classEncoding.js';
import { requireClasses } from './codeMatrix.js';

/**
 * An encoding from its matrix E (c×K), a `Matrix`, a tensor or rows: column k is the code of class k. For a list of codes see
 * {@link encodingFromCodes}.
 *
 * @param name default: recognized from the numbers, else 'custom'
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
