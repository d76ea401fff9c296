import type { Matrix } from '../linalg/dense.js';

/** Half a unit in the last place of float32, relative: what rounding to it costs at most. */
const ROUNDING = 2 ** -24;

/**
 * Centering in two steps leaves this share of the longest mean as error of each of two means: the errors seen on collapsed
 * features of up to 100,000 samples are below 5e-13 (2⁻⁴⁰ = 9e-13). Without the limit a network with constant features
 * would be reported as collapsed, from the rounding error of its center.
 */
const CENTERING = 2 ** -41;

/** Class means m_k as rows (K×d), and the mean squared distance v_k of a class to its mean. */
export interface MeansAndVariances {
  readonly means: Matrix;
  readonly variances: readonly number[];
}

/**
 * How exact each class mean is, as a length: two of them that differ by no more than the sum coincide.
 *
 * The sum of n float32 numbers of spread σ around zero, added one after the other, is wrong by about n·σ·2⁻²⁴/√24 (partial
 * sums grow like √i·σ, and each addition rounds one of them), its mean by 0.2·2⁻²⁴·σ whatever n is. 2⁻²⁴√v_k is five times
 * that; the mean of samples that have no common part at all is σ/√n, far above it.
 */
export function meanResolution({ means, variances }: MeansAndVariances): number[] {
  const longest = Math.max(...lengthsOf(means));
  return variances.map(variance => CENTERING * longest + ROUNDING * Math.sqrt(variance));
}

/**
 * Below what length a class mean has no direction, per class: 2⁻²³ of the root mean square length of its features,
 * √(‖m_k‖² + v_k). Features are float32 numbers, each within 2⁻²⁴ of itself of what it stands for (a float64 file, the
 * exact output of a layer), and so is their mean; the sums of {@link meanResolution} are as exact again. Of a mean of
 * 1e-4 of its features three digits of the direction are left.
 */
export function directionResolution({ means, variances }: MeansAndVariances): number[] {
  return lengthsOf(means).map((length, k) => 2 * ROUNDING * Math.hypot(length, Math.sqrt(variances[k]!)));
}

/** The same of differences from a weighted mean of all: both ends are rounded. */
export function aroundCenter(resolution: readonly number[], weights: readonly number[]): number[] {
  const center = resolution.reduce((sum, limit, k) => sum + weights[k]! * limit, 0);
  return resolution.map(limit => limit + center);
}

function lengthsOf(means: Matrix): number[] {
  return Array.from({ length: means.rows }, (_, k) => {
    let squares = 0;
    for (let j = 0; j < means.columns; j++) squares += means.get(k, j) ** 2;
    return Math.sqrt(squares);
  });
}
