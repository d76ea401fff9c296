import { argumentError, requireArgument } from '../base/argumentError.js';
import { Matrix, matrixByRows, matrixFrom } from './dense.js';

/** A tensor, of whichever copy of tf.js: what it holds can be read at once. */
export interface ReadableTensor {
  /** Sizes of the dimensions */
  readonly shape: readonly number[];
  /** `float32`, `int32` or `bool`; other types hold no real numbers */
  readonly dtype: string;
  /** The numbers, in C order */
  dataSync(): ArrayLike<number>;
}

/** A matrix as callers have it: a `Matrix`, a two-dimensional tensor, or a list of rows. */
export type MatrixInput = Matrix | ReadableTensor | ReadonlyArray<ArrayLike<number>>;

/** A vector as callers have it: a list, a typed array, or a tensor of one dimension. */
export type VectorInput = ArrayLike<number> | ReadableTensor;

/** What is named in an error. */
export interface InputName {
  readonly where: string;
  readonly argument: string;
  /** For example `a matrix, tensor or list of rows, d×c` */
  readonly requirement: string;
}

/**
 * Reads a matrix; a tensor is read and stays the caller's.
 *
 * @throws ArgumentError for anything else, and for a tensor that cannot be read at once
 */
export function matrixOf(input: MatrixInput, name: InputName): Matrix {
  if (Matrix.isMatrix(input)) return input as Matrix;
  if (isTensor(input)) {
    requireArgument(input.shape.length === 2, name.where, name.argument, name.requirement, input);
    return matrixFrom(numbersOf(input, name), input.shape[0]!, input.shape[1]!);
  }
  const rows = Array.isArray(input) ? (input as readonly unknown[]) : [];
  requireArgument(rows.length > 0, name.where, name.argument, name.requirement, input);
  const width = (rows[0] as ArrayLike<number> | null)?.length;
  rows.forEach((row, i) => {
    const argument = `${name.argument}[${i}]`;
    requireArgument(isNumbers(row) && row.length > 0, name.where, argument, 'a list of numbers', row);
    const requirement = `${width} number${width === 1 ? '' : 's'}, as many as ${name.argument}[0] has`;
    requireArgument(row.length === width, name.where, argument, requirement, row);
  });
  return matrixByRows(rows.length, width!, (into, i) => into.set(rows[i] as ArrayLike<number>));
}

/** Reads a vector, with the same rules as {@link matrixOf}. */
export function vectorOf(input: VectorInput, name: InputName): readonly number[] {
  if (isTensor(input)) {
    requireArgument(input.shape.length === 1, name.where, name.argument, name.requirement, input);
    return Array.from(numbersOf(input, name));
  }
  requireArgument(isNumbers(input), name.where, name.argument, name.requirement, input);
  return Array.isArray(input) ? input : Array.from(input);
}

function isTensor(value: unknown): value is ReadableTensor {
  const { shape, dataSync } = Object(value) as Partial<ReadableTensor>;
  return Array.isArray(shape) && typeof dataSync === 'function';
}

function isNumbers(value: unknown): value is ArrayLike<number> {
  if (ArrayBuffer.isView(value)) return 'length' in value;
  return Array.isArray(value) && value.every(x => typeof x === 'number');
}

function numbersOf(tensor: ReadableTensor, { where, argument }: InputName): ArrayLike<number> {
  const { dtype } = tensor;
  const isNumeric = dtype !== 'string' && dtype !== 'complex64';
  requireArgument(isNumeric, where, argument, 'a tensor of real numbers', `dtype ${dtype}`);
  try {
    return tensor.dataSync();
  } catch (error) {
    // A tensor that is disposed, or whose backend (WebGPU) reads asynchronously only
    const requirement = 'a tensor that can be read at once, or the array of `await tensor.array()`';
    throw argumentError(where, argument, requirement, (error as Error).message);
  }
}
