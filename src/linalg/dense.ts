import {
  CholeskyDecomposition,
  EigenvalueDecomposition,
  LuDecomposition,
  Matrix,
  QrDecomposition,
  SingularValueDecomposition,
} from 'ml-matrix';
import { squaredDifference } from './flatKernels.js';
import { rowOf } from './matrixView.js';

export { Matrix } from 'ml-matrix';

/**
 * Dense float64 linear algebra on the host, for K×K and K×d matrices only: everything larger stays on the device.
 * The decompositions are ml-matrix's; this file is the only one that names the library.
 */

/** Row-major numbers to a matrix; the values are copied to float64. */
export function matrixFrom(values: ArrayLike<number>, rows: number, columns: number): Matrix {
  if (!ArrayBuffer.isView(values)) return Matrix.from1DArray(rows, columns, values as number[]);
  const numbers = values as Float64Array;
  return matrixByRows(rows, columns, (row, i) => row.set(numbers.subarray(i * columns, (i + 1) * columns)));
}

/** The rows of a matrix, to be read and not written, see {@link rowOf}. */
export function rowsOf(matrix: Matrix): ReadonlyArray<Float64Array> {
  return Array.from({ length: matrix.rows }, (_, i) => rowOf(matrix, i));
}

/** A matrix of which every row is written at once, from zeros. */
export function matrixByRows(
  rows: number,
  columns: number,
  write: (row: Float64Array, i: number) => void,
): Matrix {
  const matrix = Matrix.zeros(rows, columns);
  for (let i = 0; i < rows; i++) {
    const row = rowOf(matrix, i);
    write(row, i);
    // A copy, should the library ever keep its rows elsewhere
    if (row !== rowOf(matrix, i)) matrix.setRow(i, row);
  }
  return matrix;
}

/** Rows and columns that {@link transposeOf} turns at a time: they stay in the cache. */
const TURNED = 16;

/** Aᵀ, as a matrix of its own. */
export function transposeOf(matrix: Matrix): Matrix {
  const { rows, columns } = matrix;
  const from = rowsOf(matrix);
  const turned = Array.from({ length: Math.min(TURNED, columns) }, () => new Float64Array(rows));
  return matrixByRows(columns, rows, (row, j) => {
    const first = j % TURNED;
    if (first === 0) turn(from, j, turned.slice(0, columns - j));
    row.set(turned[first]!);
  });
}

/** Columns of a matrix from `start` on. */
function turn(from: ReadonlyArray<Float64Array>, start: number, into: readonly Float64Array[]): void {
  for (let first = 0; first < from.length; first += TURNED) {
    const end = Math.min(from.length, first + TURNED);
    for (let p = 0; p < into.length; p++) {
      const column = into[p]!;
      for (let i = first; i < end; i++) column[i] = from[i]![start + p]!;
    }
  }
}

/** Row-major copy of a matrix, e.g. to upload it. */
export function toFloat32(matrix: Matrix): Float32Array {
  const { rows, columns } = matrix;
  const values = new Float32Array(rows * columns);
  for (const [i, row] of rowsOf(matrix).entries()) values.set(row, i * columns);
  return values;
}

/** Squared distances of the rows of A to one another, as differences (no ‖a‖² + ‖b‖² − 2a·b cancellation). */
export function squaredDistances(rows: Matrix): Matrix {
  const n = rows.rows;
  const list = rowsOf(rows);
  const distances = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const sum = squaredDifference(list[i]!, list[j]!);
      distances.set(i, j, sum);
      distances.set(j, i, sum);
    }
  }
  return distances;
}

/** Eigenvalues (descending) and the eigenvectors (columns, same order) of a symmetric matrix. */
export interface SymmetricEigen {
  readonly values: number[];
  readonly vectors: Matrix;
}

/** Eigendecomposition A = V Λ Vᵀ of a symmetric matrix. */
export function symmetricEigen(symmetric: Matrix): SymmetricEigen {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => realEigenvalues[j]! - realEigenvalues[i]!);
  return {
    values: order.map(i => realEigenvalues[i]!),
    vectors: eigenvectorMatrix.subMatrixColumn(order),
  };
}

/**
 * Numerical rank of a covariance of K vectors: the number of eigenvalues with λ_j > K·ε·λ_max, ε = 2⁻⁵² (it is
 * computed in float64). `values` is in descending order.
 */
export function numericalRank(values: readonly number[], vectors: number): number {
  const cutoff = vectors * Number.EPSILON * (values[0] ?? 0);
  return values.filter(value => value > cutoff).length;
}

/**
 * The orthogonal factor Q of A = QR with the diagonal of R positive, which makes it unique: for a Gaussian A it is
 * uniformly distributed (Haar). A has full column rank.
 */
export function orthonormalColumns(a: Matrix): Matrix {
  const qr = new QrDecomposition(a);
  const signs = qr.upperTriangularMatrix.diagonal().map(r => (r < 0 ? -1 : 1));
  return qr.orthogonalMatrix.mulRowVector(signs);
}

/** Thin singular value decomposition A = U S Vᵀ of an n×m matrix, r = min(n, m). */
export interface ThinSvd {
  /** U (n×r), orthonormal columns */
  readonly left: Matrix;
  /** S, descending, not negative */
  readonly values: number[];
  /** V (m×r), orthonormal columns */
  readonly right: Matrix;
}

/** Thin singular value decomposition of any matrix with at least one row and one column. */
export function thinSvd(matrix: Matrix): ThinSvd {
  const svd = new SingularValueDecomposition(matrix, { autoTranspose: true });
  return { left: svd.leftSingularVectors, values: svd.diagonal, right: svd.rightSingularVectors };
}

/** A = Q R of a matrix with at least as many rows as columns: Q (n×m) has orthonormal columns, R is m×m. */
export function thinQr(matrix: Matrix): { q: Matrix; r: Matrix } {
  const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(matrix);
  return { q: orthogonalMatrix, r: upperTriangularMatrix };
}

/** x with A x = b for a square A; null if A is singular. */
export function solveLinear(matrix: Matrix, rightHandSide: readonly number[]): number[] | null {
  const lu = new LuDecomposition(matrix);
  return lu.isSingular() ? null : lu.solve(Matrix.columnVector(rightHandSide as number[])).to1DArray();
}

/** X with A X = B for a square A; null if A is singular. */
export function solveMatrix(matrix: Matrix, rightHandSides: Matrix): Matrix | null {
  const lu = new LuDecomposition(matrix);
  return lu.isSingular() ? null : lu.solve(rightHandSides);
}

/** Whether a symmetric matrix is positive definite, by its Cholesky factor. */
export function isPositiveDefinite(symmetric: Matrix): boolean {
  return new CholeskyDecomposition(symmetric).isPositiveDefinite();
}
