import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { Matrix } from '../linalg/dense.js';
import type { ClassSummary } from './classSummary.js';
import { MeanDistances } from './meanDistances.js';

/**
 * Squares of numbers below 1e-19 or above 1e19 leave the range of float32: features are divided by 2^e first, e a multiple
 * of 32 that brings the largest coordinate between 2⁻¹⁶ and 2¹⁶, or near it. Powers of two change no digit, and features
 * of the usual size have e = 0.
 */
const STEP = 32;

/** Where e goes from one multiple to the next; −96 and 96 are the last, since float32 has no factor of 2¹²⁸. */
const THRESHOLDS = [-80, -48, -16, 16, 48, 80].map(power => 2 ** power);
const LOWEST = (-STEP * THRESHOLDS.length) / 2;

/** 2^(−32 i) for i = 0, 1, …: what is below the range of float32 is 0. */
const SHRINKING = Array.from({ length: THRESHOLDS.length + 1 }, (_, i) => Math.fround(2 ** (-STEP * i)));

/** e of no features at all: any others have the same or a larger one. */
export const NO_EXPONENT = LOWEST;

/** The smallest and the largest coordinate of features, on the device. */
export interface FeatureRange {
  readonly smallest: Scalar;
  readonly largest: Scalar;
}

/** The caller disposes or tidies. */
export function rangeOf(features: Tensor2D): FeatureRange {
  return { smallest: tf.min(features), largest: tf.max(features) };
}

/** e, on the host. NaN counts as 0. */
export function exponentOf(smallest: number, largest: number): number {
  const size = Math.max(-smallest, largest);
  return size > 0 ? LOWEST + STEP * THRESHOLDS.filter(threshold => size >= threshold).length : 0;
}

/** e, on the device: to be called in a tidy(). */
export function deviceExponent({ smallest, largest }: FeatureRange): Scalar {
  const found = tf.maximum(tf.neg(smallest), largest);
  // NaN says nothing of the size of the others, which are not to be lost with it.
  const size = tf.where(tf.isNaN(found), tf.onesLike(found), found);
  const passed = tf.sum(tf.cast(tf.greaterEqual(size, tf.tensor1d(THRESHOLDS)), 'float32'));
  return tf.add(tf.mul(passed, STEP), LOWEST);
}

/** Features over 2^e, as two exact factors: to be called in a tidy(). */
export function dividedBy(features: Tensor2D, exponent: Scalar): Tensor2D {
  const exponents = Array.from({ length: THRESHOLDS.length + 1 }, (_, i) => LOWEST + STEP * i);
  return tf.mul(
    features,
    chosen(
      exponent,
      exponents,
      exponents.map(e => 2 ** -e),
    ),
  );
}

/** 2^(from − to) for from ≤ to: to be called in a tidy(). */
export function shrinkingFactor(from: Scalar, to: Scalar): Scalar {
  return chosen(
    tf.sub(to, from),
    SHRINKING.map((_, i) => STEP * i),
    SHRINKING,
  );
}

/** The factor that stands where the key does. A sum of products would make NaN of an infinite one. */
function chosen(key: Scalar, keys: readonly number[], factors: readonly number[]): Scalar {
  const isIt = tf.equal(tf.tensor1d([...keys]), key);
  return tf.sum(tf.where(isIt, tf.tensor1d([...factors]), tf.zeros([keys.length])));
}

/** A summary of features that were divided by a unit, in their own numbers: everything here is float64. */
export function inUnit(summary: ClassSummary, unit: number): ClassSummary {
  if (unit === 1) return summary;
  const { means, variances, scatterInSpan, meansInSpan, distances } = summary;
  const times = (matrix: Matrix, factor: number) => Matrix.mul(matrix, factor);
  return {
    ...summary,
    means: times(means, unit),
    variances: variances.map(variance => variance * unit ** 2),
    scatterInSpan: scatterInSpan && times(scatterInSpan, unit ** 2),
    meansInSpan: times(meansInSpan, unit),
    ...(distances instanceof MeanDistances && { distances: distances.inUnit(unit) }),
    unit,
  };
}

/** Whether the d×d matrix of squares is within the range of float32, in the features' own numbers. */
export function hasSquares({ unit = 1 }: Pick<ClassSummary, 'unit'>): boolean {
  return unit > 2 ** -64 && unit < 2 ** 64;
}

/** Why Σ_W is not there. */
export const NO_SQUARES = 'the features are so small or so large that Σ_W (d×d) leaves the range of float32';
