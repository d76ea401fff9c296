import { random } from '../../src/base/random.js';
import { type Matrix, matrixFrom } from '../../src/linalg/dense.js';

/** A matrix of independent normal numbers. */
export function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const { normal } = random(seed);
  return matrixFrom(
    Array.from({ length: rows * columns }, () => normal()),
    rows,
    columns,
  );
}
