import { requireArgument } from '../base/argumentError.js';
import { random } from '../base/random.js';
import { Matrix, orthonormalColumns } from '../linalg/dense.js';
import type { ClassEncoding } from './classEncoding.js';
import { requireClasses, requireDim, requireKnownOptions, resolveSeed } from './codeMatrix.js';
import { encodingOf } from './encodingFromCodes.js';

/** Options of {@link simplexEtfEncoding}. */
export interface SimplexEtfOptions {
  /** c ≥ K−1. Default K−1. */
  readonly dim?: number;
  /** Rotates the codes by a random orthogonal matrix. Default: not rotated. */
  readonly seed?: number | string;
}

/**
 * Simplex equiangular tight frame: K unit vectors with all inner products −1/(K−1), EᵀE = K/(K−1) (I − 11ᵀ/K). With
 * c = K the codes are the centered one-hot ones to scale; in any other dimension the coordinates are those of the
 * Helmert basis, padded with zeros.
 *
 * @throws ArgumentError unless K ≥ 2 and c ≥ K−1 are integers
 */
export function simplexEtfEncoding(classes: number, options: SimplexEtfOptions = {}): ClassEncoding {
  const where = 'simplexEtfEncoding';
  requireClasses(classes, where);
  requireKnownOptions(options, ['dim', 'seed'], where);
  const dim = options.dim === undefined ? classes - 1 : options.dim;
  requireDim(dim, classes - 1, where);
  const scale = Math.sqrt(classes / (classes - 1));
  const corners = dim === classes ? Matrix.identity(classes).sub(1 / classes) : helmert(classes);
  const matrix = padded(corners.mul(scale), dim);
  if (options.seed === undefined) return encodingOf(matrix, nameOf('simplex-etf', { dim }), where, 'classes');
  const seed = resolveSeed(options.seed, where);
  const rotation = randomFrame(dim, dim, seed);
  const name = nameOf('simplex-etf', { dim, seed });
  return encodingOf(rotation.mmul(matrix), name, where, 'classes');
}

/** Options of {@link orthogonalEncoding}. */
export interface OrthogonalOptions {
  /** c ≥ K. Default K. */
  readonly dim?: number;
  /** Norm of every code. Default 1. */
  readonly scale?: number;
  /** Which rotation. Default 0. */
  readonly seed?: number | string;
}

/**
 * Randomly rotated one-hot codes: EᵀE = scale² I, rotation uniform over the orthogonal group.
 *
 * @throws ArgumentError unless K ≥ 2 and c ≥ K are integers and the scale is positive
 */
export function orthogonalEncoding(classes: number, options: OrthogonalOptions = {}): ClassEncoding {
  const where = 'orthogonalEncoding';
  requireClasses(classes, where);
  requireKnownOptions(options, ['dim', 'scale', 'seed'], where);
  const dim = options.dim === undefined ? classes : options.dim;
  const scale = options.scale === undefined ? 1 : options.scale;
  const seed = resolveSeed(options.seed, where);
  requireDim(dim, classes, where);
  requireArgument(scale > 0 && Number.isFinite(scale), where, 'scale', 'a positive number', scale);
  const name = nameOf('orthogonal', { dim, scale, seed });
  return encodingOf(randomFrame(dim, classes, seed).mul(scale), name, where, 'scale');
}

/** 'gaussian(dim=3,seed=0)': with its parameters a name says how to make the codes again. */
export function nameOf(kind: string, parameters: Readonly<Record<string, number | string>>): string {
  const listed = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
  return `${kind}(${listed.join(',')})`;
}

/** Uniformly random orthonormal columns (rows×columns): the Q factor of a Gaussian matrix. */
function randomFrame(rows: number, columns: number, seed: number | string): Matrix {
  const { normal } = random(seed);
  return orthonormalColumns(
    new Matrix(Array.from({ length: rows }, () => Array.from({ length: columns }, normal))),
  );
}

/** Orthonormal basis of the complement of 1 as rows ((K−1)×K): row j is (1, …, 1, −j, 0, …)/√(j(j+1)), j ones. */
function helmert(classes: number): Matrix {
  const rows = Array.from({ length: classes - 1 }, (_, i) => {
    const ones = i + 1;
    const entry = (k: number) => (k < ones ? 1 : k === ones ? -ones : 0);
    return Array.from({ length: classes }, (_, k) => entry(k) / Math.sqrt(ones * (ones + 1)));
  });
  return new Matrix(rows);
}

function padded(matrix: Matrix, rows: number): Matrix {
  return Matrix.zeros(rows, matrix.columns).setSubMatrix(matrix, 0, 0);
}
