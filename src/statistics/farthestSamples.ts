import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { rowSquares } from './rowKernels.js';

/** A sample far from the mean of its class: a candidate for a wrong label. */
export interface Outlier {
  /** Position in the measured data, from 0; absent where it is a stream whose order is not known to be always the same */
  readonly index?: number;
  /** y_i, the class it is labeled with */
  readonly label: number;
  /** The class the network decides for */
  readonly decision: number;
  /** ‖h_i − m_{y_i}‖ / √v_{y_i}: 1 on average over the class (as root mean square) */
  readonly distance: number;
}

/** An outlier with its position in one pass over the data. */
export type PlacedOutlier = Required<Outlier>;

/** Some of the samples, centered. */
export interface CenteredSamples {
  /** h_i − m_{y_i} [B, d] */
  readonly residuals: Tensor2D;
  /** y_i [B], int32 */
  readonly labels: Tensor1D;
  /** [B], int32 */
  readonly predictedLabels: Tensor1D;
}

/**
 * The samples farthest from the mean of their class, relative to its spread √v_k; farthest first. 4·count numbers are
 * read back. A class without spread has none.
 *
 * @param variances v_k [K]
 * @param first index of the first sample
 */
export async function farthestSamples(
  { residuals, labels, predictedLabels }: CenteredSamples,
  variances: readonly number[],
  count: number,
  first = 0,
): Promise<PlacedOutlier[]> {
  const wanted = Math.min(count, labels.shape[0]);
  if (wanted === 0) return [];
  const found = tf.tidy(() => {
    const spread = tf.gather(tf.tensor1d([...variances]), labels);
    const squares = tf.divNoNan<Tensor1D>(tf.reshape(rowSquares(residuals), [-1]), spread);
    const { values, indices } = tf.topk(squares, wanted);
    return [
      values,
      indices,
      tf.gather(labels, indices as Tensor1D),
      tf.gather(predictedLabels, indices as Tensor1D),
    ];
  });
  try {
    const [squares, indices, classes, decided] = await Promise.all(found.map(tensor => tensor.data()));
    return Array.from(squares!, (square, i) => ({
      index: first + indices![i]!,
      label: classes![i]!,
      decision: decided![i]!,
      distance: Math.sqrt(square),
    })).filter(({ distance }) => distance > 0);
  } finally {
    tf.dispose(found);
  }
}

/** The farthest of two lists, farthest first. */
export function farthestOf(
  a: readonly PlacedOutlier[],
  b: readonly PlacedOutlier[],
  count: number,
): PlacedOutlier[] {
  return [...a, ...b].sort((x, y) => y.distance - x.distance || x.index - y.index).slice(0, count);
}
