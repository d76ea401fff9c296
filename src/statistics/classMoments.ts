import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { deviceExponent, dividedBy, NO_EXPONENT, rangeOf, shrinkingFactor } from './featureScale.js';
import type { PeakMemory } from './peakMemory.js';
import { rowSquares, rowsByLabel, sumOverRows } from './rowKernels.js';
import { classSums } from './sumByClass.js';

/**
 * First and second centered moments of N features of K classes, on the device, of features over 2^e. Whoever makes them
 * disposes them.
 */
export interface ClassMoments {
  /** e, a multiple of 32 */
  readonly exponent: tf.Scalar;
  /** n_k [K], int32: exact up to 2³¹ samples of a class */
  readonly counts: Tensor1D;
  /** m_k as a sum of two float32 numbers [K, d]: means far from zero would lose the spread to rounding; 0 if n_k is */
  readonly means: Tensor2D;
  readonly corrections: Tensor2D;
  /** Σ_{i in k} ‖h_i − m_k‖² [K] */
  readonly squares: Tensor1D;
  /** The smallest coordinate of any feature, not divided by anything; Infinity without samples */
  readonly smallest: tf.Scalar;
  /** Σ_i (h_i − m_{y_i})(h_i − m_{y_i})ᵀ [d, d], pooled over the classes; null if not asked for */
  readonly scatter: Tensor2D | null;
}

/** The tensors of moments. */
export function tensorsOf({ scatter, ...rest }: ClassMoments): tf.Tensor[] {
  return [...Object.values(rest), ...(scatter === null ? [] : [scatter])];
}

/** The moments of no sample at all. */
export function noMoments(classes: number, featureDim: number, withScatter: boolean): ClassMoments {
  return {
    exponent: tf.scalar(NO_EXPONENT),
    counts: tf.zeros([classes], 'int32'),
    means: tf.zeros([classes, featureDim]),
    corrections: tf.zeros([classes, featureDim]),
    squares: tf.zeros([classes]),
    smallest: tf.scalar(Number.POSITIVE_INFINITY),
    scatter: withScatter ? tf.zeros([featureDim, featureDim]) : null,
  };
}

/** Features minus the mean of their class, and what was found on the way. */
export interface CenteredBatch extends Omit<ClassMoments, 'scatter' | 'exponent' | 'smallest'> {
  /** h_i − m_{y_i} [N, d] */
  readonly residuals: Tensor2D;
}

/**
 * Centers features by class in two steps. The float32 class mean m̂ is wrong by the rounding of a long sum; h − m̂ is
 * exact where the two are close, so the mean δ of those differences is what m̂ misses: m = m̂ + δ.
 *
 * @param features h_i as rows [N, d]
 * @param labels y_i [N], int32, in 0..K−1
 */
export function centeredBatch(
  features: Tensor2D,
  labels: Tensor1D,
  classes: number,
  peak?: PeakMemory,
): CenteredBatch {
  return tf.tidy(() => {
    const sums = classSums(labels, classes);
    const counted = sums(tf.ones([labels.shape[0], 1]));
    const perClass = tf.maximum(counted, 1);
    const meanOf = (rows: Tensor2D) => tf.div<Tensor2D>(sums(rows), perClass);
    const minusOwn = (rows: Tensor2D, table: Tensor2D) =>
      tf.tidy(() => {
        const difference = tf.sub<Tensor2D>(rows, rowsByLabel(table, labels));
        peak?.update();
        return difference;
      });
    const means = meanOf(features);
    const roughly = minusOwn(features, means);
    const corrections = meanOf(roughly);
    const residuals = minusOwn(roughly, corrections);
    return {
      counts: tf.cast(tf.reshape(counted, [classes]), 'int32'),
      means,
      corrections,
      squares: tf.reshape(sums(rowSquares(residuals)), [classes]),
      residuals,
    } as unknown as tf.TensorContainerObject;
  }) as unknown as CenteredBatch;
}

/** The moments of one batch, by one pass over it. */
export function batchMoments(
  features: Tensor2D,
  labels: Tensor1D,
  classes: number,
  withScatter: boolean,
  peak?: PeakMemory,
): ClassMoments {
  return tidyMoments(() => {
    const range = rangeOf(features);
    const exponent = deviceExponent(range);
    const scaled = dividedBy(features, exponent);
    const { residuals, ...moments } = centeredBatch(scaled, labels, classes, peak);
    const scatter = withScatter ? sumOverRows(residuals, residuals) : null;
    return { exponent, ...moments, smallest: range.smallest, scatter };
  });
}

/**
 * The moments of two sets of samples together (Chan, Golub and LeVeque 1979): with δ = m_b − m_a and n = n_a + n_b,
 * m = m_a + δ n_b/n, and the sums of squares grow by δ² n_a n_b/n. Nothing is ever subtracted but means.
 */
export function mergedMoments(first: ClassMoments, second: ClassMoments): ClassMoments {
  return tidyMoments(() => {
    const exponent: tf.Scalar = tf.maximum(first.exponent, second.exponent);
    const [a, b] = [divided(first, exponent), divided(second, exponent)];
    const counts: Tensor1D = tf.add(a.counts, b.counts);
    const share: Tensor1D = tf.div(float(b.counts), tf.maximum(float(counts), 1));
    const [means, corrections] = mergedMeans(a, b, asColumn(share));
    const weight: Tensor1D = tf.mul(float(a.counts), share);
    const offset = tf.add<Tensor2D>(tf.sub(b.means, a.means), tf.sub(b.corrections, a.corrections));
    const between: Tensor1D = tf.mul(weight, tf.sum(tf.square(offset), 1));
    const scaled: Tensor2D = tf.mul(offset, asColumn(tf.sqrt(weight)));
    const scatter =
      a.scatter && b.scatter ? tf.addN([a.scatter, b.scatter, sumOverRows(scaled, scaled)]) : null;
    const squares: Tensor1D = tf.addN([a.squares, b.squares, between]);
    const smallest: tf.Scalar = tf.minimum(a.smallest, b.smallest);
    return { exponent, counts, means, corrections, squares, smallest, scatter };
  });
}

/** The same moments for a larger exponent. */
function divided(moments: ClassMoments, exponent: tf.Scalar): ClassMoments {
  const factor = shrinkingFactor(moments.exponent, exponent);
  const once = <T extends tf.Tensor>(tensor: T): T => tf.mul<T>(tensor, factor);
  // Twice the factor: its square may be below the range of float32 where the product is not.
  const twice = <T extends tf.Tensor>(tensor: T): T => once(once(tensor));
  return {
    ...moments,
    means: once(moments.means),
    corrections: once(moments.corrections),
    squares: twice(moments.squares),
    scatter: moments.scatter && twice(moments.scatter),
  };
}

/** m_a + (m_b − m_a) n_b/n as a sum of two float32 numbers, and the first of them rounded to nearest. */
function mergedMeans(a: ClassMoments, b: ClassMoments, share: Tensor2D): [Tensor2D, Tensor2D] {
  const [high, rest] = twoSum(a.means, tf.mul(tf.sub(b.means, a.means), share));
  const low = tf.mul<Tensor2D>(tf.sub(b.corrections, a.corrections), share);
  return twoSum(high, tf.addN([a.corrections, low, rest]));
}

/** x + y rounded, and exactly what rounding left out (Knuth). */
function twoSum(x: Tensor2D, y: Tensor2D): [Tensor2D, Tensor2D] {
  const sum = tf.add<Tensor2D>(x, y);
  const ofY = tf.sub<Tensor2D>(sum, x);
  const rest = tf.add<Tensor2D>(tf.sub(x, tf.sub(sum, ofY)), tf.sub(y, ofY));
  return [sum, rest];
}

const float = (counts: Tensor1D): Tensor1D => tf.cast(counts, 'float32');
const asColumn = (vector: Tensor1D): Tensor2D => tf.reshape(vector, [-1, 1]);

type AllButScatter = [tf.Scalar, Tensor1D, Tensor2D, Tensor2D, Tensor1D, tf.Scalar];

/** tidy() finds tensors in plain containers only, and null is none. */
function tidyMoments(make: () => ClassMoments): ClassMoments {
  let scatter = false;
  const kept = tf.tidy(() => {
    const moments = make();
    scatter = moments.scatter !== null;
    return tensorsOf(moments);
  });
  const [exponent, counts, means, corrections, squares, smallest] = kept as unknown as AllButScatter;
  return {
    exponent,
    counts,
    means,
    corrections,
    squares,
    smallest,
    scatter: scatter ? (kept.at(-1) as Tensor2D) : null,
  };
}
