import { Matrix } from '../linalg/dense.js';
import type { ClassEncoding } from './classEncoding.js';
import { requireClasses } from './codeMatrix.js';
import { encodingOf } from './encodingFromCodes.js';
import { nameOf } from './frames.js';

/**
 * Hadamard codes: K rows of a Hadamard matrix of order c, orthogonal ±1 codes at Hamming distance c/2. c is the
 * smallest order ≥ K that the constructions of `hadamardMatrix` have; where c > K the first K rows are taken.
 *
 * @throws ArgumentError unless K ≥ 2 is an integer
 */
export function hadamardEncoding(classes: number): ClassEncoding {
  const where = 'hadamardEncoding';
  requireClasses(classes, where);
  const order = hadamardOrder(classes);
  const rows = hadamardMatrix(order)!.subMatrix(0, classes - 1, 0, order - 1);
  return encodingOf(rows.transpose(), nameOf('hadamard', { dim: order }), where, 'classes');
}

/** The smallest order of at least `least` for which {@link hadamardMatrix} has a matrix. */
export function hadamardOrder(least: number): number {
  let order = Math.max(1, least);
  // Sylvester's powers of two bound the search.
  while (hadamardMatrix(order) === null) order++;
  return order;
}

/**
 * An n×n matrix of ±1 with orthogonal rows, or null where none of these constructions gives one:
 * - Sylvester: twice an order that has one; for powers of two the Walsh matrix
 * - Paley I: n = p + 1 for a prime p ≡ 3 (mod 4)
 * - Paley II: n = 2(p + 1) for a prime p ≡ 1 (mod 4)
 *
 * Prime powers are left out (they need finite-field arithmetic), so that of the multiples of 4 up to 100 the orders
 * 52, 92 and 100 are missing.
 */
export function hadamardMatrix(order: number): Matrix | null {
  if (order === 1) return new Matrix([[1]]);
  if (order !== 2 && (order < 4 || order % 4 !== 0)) return null;
  const half = hadamardMatrix(order / 2);
  if (half) return SYLVESTER.kroneckerProduct(half);
  if (isPrime(order - 1) && (order - 1) % 4 === 3) return paleyOne(order - 1);
  const prime = order / 2 - 1;
  return isPrime(prime) && prime % 4 === 1 ? paleyTwo(prime) : null;
}

const SYLVESTER = new Matrix([
  [1, 1],
  [1, -1],
]);

/** I + S, S = [0 1ᵀ; −1 Q] skew: (I + S)(I + S)ᵀ = I + SSᵀ = (p+1) I. */
function paleyOne(prime: number): Matrix {
  return bordered(prime, -1).add(Matrix.identity(prime + 1));
}

/** C ⊗ [1 1; 1 −1] + I ⊗ [1 −1; −1 −1] for the symmetric conference matrix C = [0 1ᵀ; 1 Q]. */
function paleyTwo(prime: number): Matrix {
  const diagonal = new Matrix([
    [1, -1],
    [-1, -1],
  ]);
  const conference = bordered(prime, 1);
  return conference.kroneckerProduct(SYLVESTER).add(Matrix.identity(prime + 1).kroneckerProduct(diagonal));
}

/** [0 1ᵀ; ±1 Q] with Jacobsthal's Q_ij = χ(i − j), χ the quadratic character modulo a prime. */
function bordered(prime: number, firstColumn: 1 | -1): Matrix {
  const squares = new Set(Array.from({ length: prime - 1 }, (_, i) => ((i + 1) * (i + 1)) % prime));
  const character = (x: number) => (x === 0 ? 0 : squares.has(x) ? 1 : -1);
  const matrix = Matrix.zeros(prime + 1, prime + 1);
  for (let i = 0; i < prime; i++) {
    matrix.set(0, i + 1, 1).set(i + 1, 0, firstColumn);
    for (let j = 0; j < prime; j++) matrix.set(i + 1, j + 1, character((i - j + prime) % prime));
  }
  return matrix;
}

function isPrime(n: number): boolean {
  if (n < 2) return false;
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}
