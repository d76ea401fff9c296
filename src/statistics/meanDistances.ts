import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Matrix, rowsOf, toFloat32 } from '../linalg/dense.js';
import { squaredDifference } from '../linalg/flatKernels.js';
import type { MatrixView } from '../linalg/matrixView.js';
import { rowTiles } from '../linalg/rowTiles.js';
import { squaredNorms } from './centeredMeans.js';
import type { PeakMemory } from './peakMemory.js';

/** ‖m_k − m_l‖² of all pairs of classes (K×K), float32. */
export class MeanDistances implements MatrixView {
  readonly rows: number;
  readonly columns: number;

  /**
   * @param values by rows, in units of `square`
   * @param square a power of two
   */
  constructor(
    readonly values: Float32Array,
    classes: number,
    private readonly square = 1,
  ) {
    this.rows = classes;
    this.columns = classes;
  }

  get(k: number, l: number): number {
    return this.square * this.values[k * this.columns + l]!;
  }

  fillRow(k: number, into: Float64Array): void {
    into.set(this.values.subarray(k * this.columns, (k + 1) * this.columns));
    if (this.square !== 1) for (let l = 0; l < into.length; l++) into[l]! *= this.square;
  }

  /** The same numbers of means that are `unit` times as long. */
  inUnit(unit: number): MeanDistances {
    return new MeanDistances(this.values, this.rows, this.square * unit ** 2);
  }
}

/**
 * Pairs closer than this share of ‖m_k‖² + ‖m_l‖² get their distance from the means themselves: a float32 inner product
 * of thousands of terms is good for 1e-6 of the norms, of which the difference would leave less than four digits.
 */
const CLOSE = 1e-2;

/** Rows: below it a product costs more than its share. */
const SMALLEST_TILE = 128;

/**
 * Squared distances of thousands of class means: ‖c_k‖² + ‖c_l‖² − 2 c_k·c_l of the *centered* means, inner products on the
 * device in float32 by tiles of rows, everything else in float64. Close pairs are computed as differences, on the host.
 *
 * @param centered row k is m_k − m̄ (K×d)
 */
export async function meanDistances(
  centered: Matrix,
  tileBytes: number,
  peak?: PeakMemory,
): Promise<MeanDistances> {
  const { rows: classes, columns: dim } = centered;
  const norms = Float64Array.from(squaredNorms(centered));
  const distances = new MeanDistances(new Float32Array(classes * classes), classes);
  const means = tf.tensor2d(toFloat32(centered), [classes, dim]);
  try {
    // Within the block on the diagonal every product is computed twice. Small tiles waste less of it.
    const longest = 4 * classes * Math.max(SMALLEST_TILE, Math.ceil(classes / 8));
    for (const [start, size] of rowTiles(classes, 4 * classes, Math.min(tileBytes, longest))) {
      const products = tf.tidy(() => {
        const own = tf.slice(means, start, size);
        const rest = tf.slice(means, start, classes - start);
        const gram: Tensor2D = tf.matMul(own, rest, false, true);
        peak?.update();
        return gram;
      });
      try {
        fill(distances, { start, size, products: await products.data<'float32'>() }, norms, centered);
      } finally {
        products.dispose();
      }
    }
    return distances;
  } finally {
    means.dispose();
  }
}

interface Tile {
  readonly start: number;
  readonly size: number;
  /** c_k·c_l for `size` rows k and all l from `start` on */
  readonly products: Float32Array;
}

function fill(
  { values, rows: classes }: MeanDistances,
  { start, size, products }: Tile,
  norms: Float64Array,
  centered: Matrix,
): void {
  const width = classes - start;
  const rows = rowsOf(centered);
  for (let k = start; k < start + size; k++) {
    for (let l = k + 1; l < classes; l++) {
      const sum = norms[k]! + norms[l]!;
      const found = sum - 2 * products[(k - start) * width + (l - start)]!;
      const squared = found > CLOSE * sum ? found : squaredDifference(rows[k]!, rows[l]!);
      values[k * classes + l] = squared;
      values[l * classes + k] = squared;
    }
  }
}
