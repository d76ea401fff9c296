import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Matrix, toFloat32 } from '../linalg/dense.js';
import type { MatrixView } from '../linalg/matrixView.js';
import { rowTiles } from '../linalg/rowTiles.js';
import { SUMMARY_LIMITS } from './classSummary.js';
import { MeanDistances } from './meanDistances.js';
import type { PeakMemory } from './peakMemory.js';
import { rowsByLabel } from './rowKernels.js';

/** Input of {@link nearestMeanAgreement}. */
export interface NearestMeanInput {
  /** r_i = h_i − m_{y_i} [N, d], or their coordinates in a basis of the span of the means [N, r] */
  readonly residuals: Tensor2D;
  /** y_i [N], int32 */
  readonly labels: Tensor1D;
  /** The class the network decides for [N], int32 */
  readonly predictedLabels: Tensor1D;
  /** Row k is m_k − m̄ (K×d), or its coordinates in that basis (K×r) */
  readonly centeredMeans: Matrix;
  /** ‖m_k − m_l‖² (K×K) */
  readonly squaredDistances: MatrixView;
  /** Bytes of the tensors of one tile of samples; default 64 MiB */
  readonly tileBytes?: number;
  readonly peak?: PeakMemory;
}

/** Numbers per sample and class that exist at a time: products, distances, and their sum. */
const TENSORS = 3;

/**
 * Share of samples where argmin_k ‖h_i − m_k‖ is the network's decision, by tiles of samples.
 *
 * With y = y_i: ‖h_i − m_k‖² − ‖r_i‖² = ‖m_y − m_k‖² + 2 r_i·(m_y − m_k), and r_i·m_y is the same for all k. The
 * right-hand side has no cancellation between large norms, so the comparison is exact to rounding even where features
 * are tight around far-away means. Of r_i only the part in the span of the means counts.
 */
export async function nearestMeanAgreement(input: NearestMeanInput): Promise<number> {
  const { residuals, predictedLabels, centeredMeans, squaredDistances } = input;
  const { rows: classes, columns: dim } = centeredMeans;
  const tileBytes = input.tileBytes === undefined ? SUMMARY_LIMITS.tileBytes : input.tileBytes;
  const factors = tf.tidy(() => tf.mul<Tensor2D>(tf.tensor2d(toFloat32(centeredMeans), [classes, dim]), -2));
  const distances = tf.tensor2d(entriesOf(squaredDistances), [classes, classes]);
  const parts: Tensor1D[] = [];
  try {
    for (const tile of rowTiles(residuals.shape[0], TENSORS * 4 * classes, tileBytes)) {
      parts.push(nearestMean(input, tile, factors, distances));
    }
    const nearest = parts.length === 1 ? parts[0]! : tf.concat(parts);
    parts.push(nearest);
    return await agreement(nearest, predictedLabels);
  } finally {
    tf.dispose([factors, distances, ...parts]);
  }
}

function nearestMean(
  { residuals, labels, peak }: NearestMeanInput,
  [start, size]: [number, number],
  factors: Tensor2D,
  distances: Tensor2D,
): Tensor1D {
  return tf.tidy(() => {
    const products = tf.matMul(tf.slice(residuals, start, size), factors, false, true);
    const sums = tf.add(rowsByLabel(distances, tf.slice(labels, start, size)), products);
    peak?.update();
    return tf.argMin(sums, 1);
  });
}

function entriesOf(table: MatrixView): Float32Array {
  if (table instanceof MeanDistances) return table.values;
  const { rows, columns } = table;
  return Float32Array.from({ length: rows * columns }, (_, i) =>
    table.get(Math.floor(i / columns), i % columns),
  );
}

/** Share of samples where two int32 vectors [N] of classes agree; exactly 1 when they do on all of them. */
export async function agreement(a: Tensor1D, b: Tensor1D): Promise<number> {
  // A count is exact in float32 up to 2^24 samples; a float32 mean would not be.
  const agreeing = tf.tidy(() => tf.sum(tf.cast(tf.equal(a, b), 'float32')));
  try {
    return (await agreeing.data())[0]! / a.shape[0];
  } finally {
    agreeing.dispose();
  }
}
