import type { Scalar } from '@tensorflow/tfjs-core';
import { DataError } from '../base/argumentError.js';
import type { ClassMoments } from './classMoments.js';
import { requireNoEmptyClass } from './countClasses.js';

/** Moments without the scatter, on the host in float64: of features over `unit`. */
export interface HostMoments {
  /** A power of two */
  readonly unit: number;
  /** K, d */
  readonly classes: number;
  readonly featureDim: number;
  /** n_k */
  readonly counts: readonly number[];
  /** m_k by rows (K×d) */
  readonly means: Float64Array;
  /** Σ_{i in k} ‖h_i − m_k‖² */
  readonly squares: Float64Array;
  /** The smallest coordinate of any feature, not divided by anything; Infinity without samples */
  readonly smallest: number;
}

/** What {@link readMoments} accepts. */
export interface ReadOptions {
  /** Names the function in errors */
  readonly where: string;
  /** Whether a class may be without samples; default no */
  readonly emptyClasses?: boolean;
}

/**
 * Reads moments back: K×d numbers.
 *
 * @param outside how many labels were outside 0..K−1
 * @throws if there are such labels, NaN or infinite features, or classes without samples
 */
export async function readMoments(
  moments: ClassMoments,
  outside: Scalar,
  { where, emptyClasses = false }: ReadOptions,
): Promise<HostMoments> {
  const [exponent, counts, means, corrections, squares, smallest, wrong] = await Promise.all([
    moments.exponent.data(),
    moments.counts.data(),
    moments.means.data(),
    moments.corrections.data(),
    moments.squares.data(),
    moments.smallest.data(),
    outside.data(),
  ]);
  const [classes, featureDim] = moments.means.shape;
  const host = {
    unit: 2 ** exponent[0]!,
    classes,
    featureDim,
    counts: [...counts],
    means: sumOf(means, corrections),
    squares: Float64Array.from(squares),
    smallest: smallest[0]!,
  };
  checkLabels(host, wrong[0]!, where);
  checkFinite(host, where);
  if (!emptyClasses) requireNoEmptyClass(host.counts, where);
  return host;
}

function checkLabels({ classes, counts }: HostMoments, wrong: number, where: string): void {
  if (wrong === 0) return;
  const samples = counts.reduce((sum, n) => sum + n, 0);
  throw new DataError(
    `${where}: labels must be integers in 0..${classes - 1}; ${wrong} of ${samples} are not`,
    where,
  );
}

/** NaN stays in the moments of the classes it came in with. */
function checkFinite({ classes, featureDim, means, squares }: HostMoments, where: string): void {
  const isFine = (k: number) =>
    Number.isFinite(squares[k]) &&
    means.subarray(k * featureDim, (k + 1) * featureDim).every(Number.isFinite);
  const bad = Array.from({ length: classes }, (_, k) => k).filter(k => !isFine(k));
  if (bad.length === 0) return;
  throw new DataError(`${where}: features must be finite; those of class ${bad.join(', ')} are not`, where);
}

/** a_i + b_i in float64: the number that two float32 numbers stand for. A loop, since there may be tens of millions. */
export function sumOf(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(a.length);
  for (let i = 0; i < sums.length; i++) sums[i] = a[i]! + b[i]!;
  return sums;
}
