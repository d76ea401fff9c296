import { requireArgument, requireOptions } from '../base/argumentError.js';
import { simplexEtfEncoding } from '../encodings/frames.js';
import { Matrix } from '../linalg/dense.js';
import { oneVsRestMargin } from '../linalg/oneVsRestDistance.js';
import { knownMargin } from './knownMargin.js';
import { numericalSoftmaxCode } from './softmaxCodeSolver.js';

/** Where a softmax code comes from: one of three constructions that are known to be optimal, or a numerical search. */
export type SoftmaxCodeReference = 'simplex' | 'orthoplex' | 'polygon' | 'numerical';

/** K unit vectors with the largest one-vs-rest margin that is known. */
export interface SoftmaxCode {
  /** w_k as rows (K×d) */
  readonly vectors: Matrix;
  /** min_k dist(w_k, conv{w_j}_{j≠k}), between 0 and 2: the value of `gnc2.margin` at collapse */
  readonly margin: number;
  /** The construction, or the numerical search, that `vectors` come from */
  readonly reference: SoftmaxCodeReference;
  /** Whether the margin is known to be the optimum. A numerical one is a lower bound of the optimum. */
  readonly optimal: boolean;
  /** Publication of the optimum, or how the search was done */
  readonly source: string;
}

/** Input of {@link softmaxCode}. */
export interface SoftmaxCodeOptions {
  /** d ≥ 1 */
  readonly dim: number;
  /** K ≥ 2 */
  readonly classes: number;
  /** Seed of the numerical search. Default 0. */
  readonly seed?: number | string;
}

const cache = new Map<string, SoftmaxCode>();

/**
 * Softmax code: K unit vectors w_k in d dimensions that maximize the one-vs-rest margin min_k dist(w_k, conv{w_j}_{j≠k}).
 * With features and weights on spheres, the classifier converges to it under cross-entropy as the temperature goes to zero
 * (Jiang et al. 2023, arXiv:2310.05351). The margins:
 * - K ≤ d+1: simplex, K/(K−1)
 * - d+2 ≤ K ≤ 2d: part of the orthoplex ±e_i, 1
 * - d = 2: the K-th roots of unity, 1 − cos(2π/K)
 * - d = 1, K > 2: some classes share a point, 0
 * - otherwise the best of a numerical search from many starts, with the temperature going to zero
 *
 * Results are cached by d, K and seed: the same object comes back.
 *
 * @throws ArgumentError unless d ≥ 1 and K ≥ 2 are integers
 * @example
 * softmaxCode({ dim: 3, classes: 4 }).margin // 4/3, the simplex
 */
export function softmaxCode(options: SoftmaxCodeOptions): SoftmaxCode {
  requireOptions('softmaxCode', 'options', '{ dim, classes }', options);
  const { dim, classes } = options;
  const seed = options.seed === undefined ? 0 : options.seed;
  const where = 'softmaxCode';
  requireArgument(Number.isInteger(dim) && dim >= 1, where, 'dim', 'a positive integer', dim);
  const enough = Number.isInteger(classes) && classes >= 2;
  requireArgument(enough, where, 'classes', 'an integer of at least 2', classes);
  const key = JSON.stringify([dim, classes, seed]);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const code = construct(dim, classes) ?? numerical(dim, classes, seed);
  cache.set(key, code);
  return code;
}

function construct(dim: number, classes: number): SoftmaxCode | null {
  const margin = knownMargin({ dim, classes });
  if (margin === undefined) return null;
  const known = { margin, optimal: true, source: 'Jiang et al. 2023 (arXiv:2310.05351)' };
  if (classes <= dim + 1) {
    const vectors = simplexEtfEncoding(classes, { dim: Math.max(dim, classes - 1) }).matrix.transpose();
    return { vectors, reference: 'simplex', ...known };
  }
  if (classes <= 2 * dim) return { vectors: orthoplex(dim, classes), reference: 'orthoplex', ...known };
  return dim === 2
    ? { vectors: polygon(classes), reference: 'polygon', ...known }
    : { vectors: orthoplex(1, classes), reference: 'orthoplex', ...known };
}

/** e_1, −e_1, e_2, −e_2, …: with K ≥ d+2 at least two pairs are complete, and every w_k is at distance 1 from the others. */
function orthoplex(dim: number, classes: number): Matrix {
  const vectors = Matrix.zeros(classes, dim);
  const pairs = classes - dim;
  // All axes are used: whole pairs first, then one direction of each remaining axis.
  for (let k = 0; k < classes; k++) {
    const axis = k < 2 * pairs ? k >> 1 : k - pairs;
    vectors.set(k, axis % dim, k < 2 * pairs && k % 2 === 1 ? -1 : 1);
  }
  return vectors;
}

function polygon(classes: number): Matrix {
  const angle = (k: number) => (2 * Math.PI * k) / classes;
  return new Matrix(Array.from({ length: classes }, (_, k) => [Math.cos(angle(k)), Math.sin(angle(k))]));
}

function numerical(dim: number, classes: number, seed: number | string): SoftmaxCode {
  const { vectors, starts, finalists, temperature } = numericalSoftmaxCode(dim, classes, seed);
  return {
    vectors,
    margin: oneVsRestMargin(vectors),
    reference: 'numerical',
    optimal: false,
    source: `best of ${starts} starts, the first ${finalists} polished down to temperature ${temperature}, seed ${seed}`,
  };
}
