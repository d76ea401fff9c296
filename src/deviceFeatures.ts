import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { NpyArray } from './files/npy.js';
import { Matrix } from './linalg/dense.js';
import type { Head } from './metrics/head.js';
import type { ClassSummary } from './statistics/classSummary.js';
import { inUnit } from './statistics/featureScale.js';

/** Features as rows, one after the other. */
export interface FeatureTable {
  readonly values: NpyArray['values'];
  readonly rows: number;
  readonly columns: number;
}

/** Features on the device, in float32. */
export interface DeviceFeatures {
  /** (h_i − o)/unit as rows [N, d]; the caller disposes it */
  readonly tensor: Tensor2D;
  /** A power of two, 1 unless float32 has no digits for numbers this small */
  readonly unit: number;
  /** o (d), null for the zero vector */
  readonly offset: readonly number[] | null;
}

/**
 * Uploads features. Backends compute in float32: what does not fit is first moved, in float64, so that its mean is
 * zero, or rounding would cost the spread of features that lie far from the origin. {@link movedBack} and
 * {@link movedHead} undo the shift exactly, so that it changes no metric.
 */
export function uploadFeatures(table: FeatureTable): DeviceFeatures {
  const { values, rows, columns } = table;
  const shape: [number, number] = [rows, columns];
  if (values instanceof Float32Array) {
    return { tensor: tf.tensor2d(values, shape), unit: 1, offset: null };
  }
  const offset = columnMeans(table);
  const moved = new Float64Array(values.length);
  let largest = 0;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      moved[at] = values[at]! - offset[j]!;
      largest = Math.max(largest, Math.abs(moved[at]!));
    }
  }
  const unit = largest > 0 && largest < SMALL ? 2 ** Math.floor(Math.log2(largest)) : 1;
  return {
    tensor: tf.tensor2d(
      Float32Array.from(moved, x => x / unit),
      shape,
    ),
    unit,
    offset,
  };
}

/** Far above the smallest numbers of float32, so that a thousandth of a thousandth beside it has all of its digits. */
const SMALL = 2 ** -64;

/** Mean row of a table, in float64. */
export function columnMeans({ values, rows, columns }: FeatureTable): number[] {
  const sums = new Array<number>(columns).fill(0);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) sums[j]! += values[at]!;
  }
  return sums.map(sum => sum / rows);
}

/** Statistics of h_i from those of (h_i − o)/unit: only the class means feel the shift. */
export function movedBack(
  statistics: ClassSummary,
  { unit, offset }: Pick<DeviceFeatures, 'unit' | 'offset'>,
): ClassSummary {
  if (offset === null) return statistics;
  const own = inUnit(statistics, unit);
  return { ...own, means: own.means.clone().addRowVector([...offset]) };
}

/** The head that gives for h_i − o what the given one gives for h_i: W(h − o) + (b + W o). */
export function movedHead(head: Head, offset: readonly number[] | null): Head {
  if (offset === null) return head;
  const { kernel, bias } = head;
  const shift = Matrix.rowVector([...offset])
    .mmul(kernel)
    .to1DArray();
  return { kernel, bias: shift.map((x, j) => x + (bias?.[j] ?? 0)) };
}
