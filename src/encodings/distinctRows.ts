import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { random } from '../base/random.js';
import { CODE_TOLERANCE, tilesOf } from './targetFacts.js';

/** The distinct rows of a table. */
export interface DistinctRows {
  /** How many there are; more than were asked for is only known to be more */
  readonly count: number;
  /** Them, in the order in which they come first; null where there are more than were asked for, or no bounded number */
  readonly rows: number[][] | null;
}

/**
 * Random directions that rows are told apart by. Of K rows the chance that two agree in all of them to the tolerance is
 * about K² 1e-20; rows are compared with their group afterwards all the same.
 */
const DIRECTIONS = 4;

/**
 * The distinct rows of targets [N, c], equal up to float32: N×4 numbers and one row of each kind are read, and each row is
 * compared on the device with the one it is taken for.
 *
 * @param most beyond so many rows are not listed
 */
export async function distinctRows(targets: Tensor2D, most: number): Promise<DistinctRows> {
  const projections = await projected(targets);
  const groups = groupsOf(projections, targets.shape[0]);
  const found = new Set(groups).size;
  if (found > most) return { count: found, rows: null };
  const first = firstOfEach(groups);
  const isRight = await areEqualInGroups(targets, groups, first);
  // Values that lie densely have no groups: neighbors are equal up to rounding, and the ends are not.
  if (!isRight) return { count: targets.shape[0], rows: null };
  return { count: found, rows: await rowsAt(targets, first) };
}

/** [N, 4] */
async function projected(targets: Tensor2D): Promise<Float32Array> {
  const width = targets.shape[1];
  const { normal } = random('distinct rows');
  const directions = Float32Array.from({ length: width * DIRECTIONS }, () => normal());
  const products = tf.tidy(() =>
    tf.matMul(tf.cast(targets, 'float32') as Tensor2D, tf.tensor2d(directions, [width, DIRECTIONS])),
  );
  return (await products.data().finally(() => products.dispose())) as Float32Array;
}

/** Number of the group of each row, in the order in which they come first. */
function groupsOf(projections: Float32Array, rows: number): Int32Array {
  let parts: Int32Array[] = [Int32Array.from({ length: rows }, (_, i) => i)];
  for (let j = 0; j < DIRECTIONS; j++) {
    const value = (i: number) => projections[i * DIRECTIONS + j]!;
    let largest = 0;
    for (let i = 0; i < rows; i++) largest = Math.max(largest, Math.abs(value(i)));
    parts = parts.flatMap(part => cutAtGaps(part, value, CODE_TOLERANCE * largest));
  }
  const groups = new Int32Array(rows);
  // By their first row, so that the result does not depend on the directions.
  parts.sort((a, b) => a[0]! - b[0]!);
  parts.forEach((part, group) => {
    for (const row of part) groups[row] = group;
  });
  return groups;
}

/** Parts of a set of rows whose values lie together; each in ascending order of the rows. */
function cutAtGaps(part: Int32Array, value: (row: number) => number, gap: number): Int32Array[] {
  const sorted = part.slice().sort((a, b) => value(a) - value(b));
  const cuts = [0];
  for (let i = 1; i < sorted.length; i++) if (value(sorted[i]!) - value(sorted[i - 1]!) > gap) cuts.push(i);
  return cuts.map((start, i) => sorted.slice(start, cuts[i + 1]).sort());
}

function firstOfEach(groups: Int32Array): Int32Array {
  const first: number[] = [];
  for (let i = 0; i < groups.length; i++) if (groups[i] === first.length) first.push(i);
  return Int32Array.from(first);
}

async function areEqualInGroups(targets: Tensor2D, groups: Int32Array, first: Int32Array): Promise<boolean> {
  const distances = tf.tidy(() => {
    const all = tf.cast(targets, 'float32');
    const kinds = tf.gather(all, tf.tensor1d(first, 'int32'));
    // Each tile in a scope of its own: all of them together have the size of the targets.
    const worstIn = (start: number, size: number) => {
      const wanted = tf.gather(kinds, tf.tensor1d(groups.subarray(start, start + size), 'int32') as Tensor1D);
      return tf.max(tf.abs(tf.sub(tf.slice(all, [start, 0], [size, -1]), wanted)));
    };
    const worst = tilesOf(targets).map(tile => tf.tidy(() => worstIn(...tile)));
    return tf.stack([tf.max(tf.stack(worst)), tf.max(tf.abs(kinds))]);
  });
  const [difference, scale] = await distances.data().finally(() => distances.dispose());
  return difference! <= CODE_TOLERANCE * scale!;
}

async function rowsAt(targets: Tensor2D, indices: Int32Array): Promise<number[][]> {
  const rows = tf.tidy(() => tf.gather(tf.cast(targets, 'float32'), tf.tensor1d(indices, 'int32')));
  return (await rows.array().finally(() => rows.dispose())) as number[][];
}
