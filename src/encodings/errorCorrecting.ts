import { requireArgument } from '../base/argumentError.js';
import { type Random, random } from '../base/random.js';
import { Matrix } from '../linalg/dense.js';
import type { ClassEncoding } from './classEncoding.js';
import { requireClasses, requireDim, requireKnownOptions, resolveSeed } from './codeMatrix.js';
import { encodingOf } from './encodingFromCodes.js';
import { nameOf } from './frames.js';
import { hadamardMatrix, hadamardOrder } from './hadamard.js';

/** Options of {@link errorCorrectingEncoding}. */
export interface ErrorCorrectingOptions {
  /** c, bits per code, with 2^c ≥ K. Default ⌈10 log₂ K⌉ (dense codes of Allwein, Schapire and Singer 2000). */
  readonly dim?: number;
  /** Seed of the random starts. It has no effect where a construction without chance wins. Default 0. */
  readonly seed?: number | string;
}

/**
 * Error-correcting output codes: ±1 codes with the smallest Hamming distance of any two as large as the search finds.
 *
 * The search (Dietterich and Bakiri's randomized hill climbing) starts from truncated ±Hadamard rows, punctured ones,
 * lexicographic codes (up to 5e6/K words) and random codes. It flips single bits, as long as that lowers Σ_{k<l} 4^(−h_kl), h_kl the Hamming distances: the nearest pairs
 * dominate the sum, so that the smallest distance rises and fewer pairs have it. It stops early where the distance
 * meets the Plotkin bound, which no codes exceed; otherwise the result is a local optimum.
 *
 * @throws ArgumentError if 2^c < K: there are not enough codes
 */
export function errorCorrectingEncoding(
  classes: number,
  options: ErrorCorrectingOptions = {},
): ClassEncoding {
  const where = 'errorCorrectingEncoding';
  requireClasses(classes, where);
  requireKnownOptions(options, ['dim', 'seed'], where);
  const dim = options.dim === undefined ? Math.ceil(10 * Math.log2(classes)) : options.dim;
  const seed = resolveSeed(options.seed, where);
  requireDim(dim, Math.ceil(Math.log2(classes)), where);
  const { codes, distance } = search(classes, dim, random(seed));
  requireArgument(distance > 0, where, 'dim', 'large enough for the search to find distinct codes', dim);
  const name = nameOf('error-correcting', { dim, distance, seed });
  return encodingOf(new Matrix(codes).transpose(), name, where, 'dim');
}

/**
 * Upper bound of the smallest Hamming distance of K codes of c bits: a coordinate differs in at most ⌊K/2⌋⌈K/2⌉ of
 * the pairs, so no code exceeds the average ⌊c ⌊K/2⌋⌈K/2⌉ / (K(K−1)/2)⌋ (Plotkin 1960).
 */
export function plotkinBound(classes: number, dim: number): number {
  const differing = Math.floor(classes / 2) * Math.ceil(classes / 2);
  return Math.floor((dim * differing) / ((classes * (classes - 1)) / 2));
}

const RANDOM_STARTS = 4;
const MAX_SWEEPS = 100;
/** Pairs of bits looked at per start, at most: above K²c = 5e5 there are fewer sweeps, above 5e7 one. */
const MAX_WORK = 5e7;
/** 4^(−h): one step of the smallest distance outweighs three pairs that are one step further apart. */
const BASE = 4;

interface Found {
  readonly codes: number[][];
  readonly distance: number;
}

function search(classes: number, dim: number, stream: Random): Found {
  const bound = plotkinBound(classes, dim);
  let best: Found = { codes: [], distance: -1 };
  for (const codes of starts(classes, dim, stream)) {
    if (best.distance >= bound) break;
    // The climb lowers the sum, which may cost a unit of the smallest distance: the start itself can be the better one.
    const untouched = {
      codes: codes.map(code => [...code]),
      distance: smallestDistance(pairDistances(codes)),
    };
    for (const found of [untouched, climb(codes)]) if (found.distance > best.distance) best = found;
  }
  return best;
}

/** Made one by one: the search may end before the next is needed. */
function* starts(classes: number, dim: number, stream: Random): Generator<number[][]> {
  yield hadamardStart(classes, dim);
  yield puncturedStart(classes, dim);
  yield* lexicographicStart(classes, dim);
  for (let start = 0; start < RANDOM_STARTS; start++) yield randomStart(classes, dim, stream);
}

/** Rows of H, signs such that the first column is constant, without that column: no bit is wasted on it. */
function puncturedStart(classes: number, dim: number): number[][] {
  const order = hadamardOrder(classes);
  const rows = hadamardMatrix(order)!.to2DArray().slice(0, classes);
  return rows.map(row => Array.from({ length: dim }, (_, j) => row[0]! * row[1 + (j % (order - 1))]!));
}

/** Words times classes that are gone through for one lexicographic code, at most. */
const MAX_WORDS = 5e6;

/** The lexicographic code of the largest distance with enough words. */
function* lexicographicStart(classes: number, dim: number): Generator<number[][]> {
  if (2 ** dim * classes > MAX_WORDS) return;
  for (let distance = plotkinBound(classes, dim); distance > 0; distance--) {
    const codes = lexicode(classes, dim, distance);
    if (codes !== null) return yield codes;
  }
}

/** Rows of ±H, first all of H, then of −H, cut to c coordinates or repeated up to them. */
function hadamardStart(classes: number, dim: number): number[][] {
  const order = hadamardOrder(Math.max(Math.ceil(classes / 2), Math.min(dim, classes)));
  const rows = hadamardMatrix(order)!.to2DArray();
  return Array.from({ length: classes }, (_, k) =>
    Array.from({ length: dim }, (_, j) => (k < order ? 1 : -1) * rows[k % order]![j % order]!),
  );
}

function randomStart(classes: number, dim: number, { uniform }: Random): number[][] {
  return Array.from({ length: classes }, () => Array.from({ length: dim }, () => (uniform() < 0.5 ? -1 : 1)));
}

/** Flips bits in place until no single flip lowers the sum over pairs. */
function climb(codes: number[][]): Found {
  const distances = pairDistances(codes);
  const weights = Array.from({ length: codes[0]!.length + 2 }, (_, h) => BASE ** -h);
  const work = codes.length ** 2 * codes[0]!.length;
  const sweeps = Math.min(MAX_SWEEPS, Math.max(1, Math.floor(MAX_WORK / work)));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let improved = false;
    for (let k = 0; k < codes.length; k++) {
      for (let j = 0; j < codes[k]!.length; j++)
        improved = flipIfBetter(codes, distances, weights, k, j) || improved;
    }
    if (!improved) break;
  }
  return { codes, distance: smallestDistance(distances) };
}

function flipIfBetter(
  codes: number[][],
  distances: number[][],
  weights: readonly number[],
  k: number,
  j: number,
): boolean {
  const bit = codes[k]![j]!;
  const row = distances[k]!;
  let change = 0;
  let largest = 0;
  for (let l = 0; l < codes.length; l++) {
    if (l === k) continue;
    const before = weights[row[l]!]!;
    change += weights[row[l]! + (codes[l]![j] === bit ? 1 : -1)]! - before;
    largest = Math.max(largest, before);
  }
  // Equal sums differ by rounding: a flip and its reverse must not both look better.
  if (!(change < -1e-12 * largest)) return false;
  codes[k]![j] = -bit;
  for (let l = 0; l < codes.length; l++) {
    if (l !== k) distances[l]![k] = row[l]! += codes[l]![j] === bit ? 1 : -1;
  }
  return true;
}

function pairDistances(codes: readonly number[][]): number[][] {
  return codes.map(a => codes.map(b => a.reduce((count, x, j) => count + Number(x !== b[j]), 0)));
}

function smallestDistance(distances: readonly number[][]): number {
  return Math.min(...distances.map((row, k) => Math.min(...row.filter((_, l) => l !== k))));
}

/**
 * Lexicographic code: counting from zero, every word of n bits that differs in at least `distance` bits from all words
 * taken before. Among them are the Hamming, Reed-Muller and Golay codes (Conway and Sloane 1986).
 *
 * @returns the first K words as ±1 codes, or null if there are fewer
 */
export function lexicode(classes: number, dim: number, distance: number): number[][] | null {
  const words: number[] = [];
  for (let word = 0; word < 2 ** dim && words.length < classes; word++) {
    if (words.every(other => countBits(word ^ other) >= distance)) words.push(word);
  }
  if (words.length < classes) return null;
  return words.map(word => Array.from({ length: dim }, (_, j) => ((word >> j) & 1 ? -1 : 1)));
}

function countBits(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
