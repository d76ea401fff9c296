import { requireArgument } from '../argumentError.js';
import { Matrix } from '../linalg/dense.js';

/** The target of each class: column k of E is the code e_k that the network is trained to output for class k. */
export interface ClassEncoding {
  /** 'one-hot', or what else is known of it */
  readonly name: string;
  /** K */
  readonly classes: number;
  /** c, the width of the network's output */
  readonly dim: number;
  /** E (c×K, float64) */
  readonly matrix: Matrix;
}

/** The one-hot encoding E = I of K classes. */
export function oneHotEncoding(classes: number): ClassEncoding {
  return { name: 'one-hot', classes, dim: classes, matrix: Matrix.identity(classes) };
}

/**
 * An encoding from one code per class.
 *
 * @param codes K codes of c numbers each, in class order
 * @throws unless there are at least two codes, all of one length, finite and distinct
 */
export function encodingFromCodes(codes: ReadonlyArray<ArrayLike<number>>, name = 'custom'): ClassEncoding {
  const where = 'encodingFromCodes';
  requireArgument(codes?.length >= 2, where, 'codes', 'a list of at least two codes', codes);
  const rows = codes.map(code => Array.from(code));
  const dim = rows[0]!.length;
  rows.forEach((row, k) => {
    const requirement = `${dim} finite numbers, as many as codes[0] has`;
    requireArgument(dim > 0 && row.length === dim, where, `codes[${k}]`, requirement, row);
    requireArgument(row.every(Number.isFinite), where, `codes[${k}]`, requirement, row);
  });
  const distinct = new Set(rows.map(row => row.join(' ')));
  requireArgument(
    distinct.size === rows.length,
    where,
    'codes',
    'distinct codes',
    `${distinct.size} distinct`,
  );
  const matrix = new Matrix(rows).transpose();
  return { name: isIdentity(matrix) ? 'one-hot' : name, classes: rows.length, dim, matrix };
}

/** Whether E is the identity. */
export function isOneHot(encoding: ClassEncoding): boolean {
  return isIdentity(encoding.matrix);
}

function isIdentity(matrix: Matrix): boolean {
  return (
    matrix.isSquare() && matrix.to2DArray().every((row, j) => row.every((x, k) => x === Number(j === k)))
  );
}
