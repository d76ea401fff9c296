import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { rowTiles } from '../linalg/rowTiles.js';

/** Codes that went through float32 (unit roundoff 6e-8) and a few operations, e.g. label smoothing in the data pipeline. */
export const CODE_TOLERANCE = 1e-5;

/** What target rows [N, c] have in common. */
export interface TargetFacts {
  /** N */
  readonly rows: number;
  /** Rows of zeros: samples without a class */
  readonly zero: number;
  /** Rows with a number that is NaN or infinite */
  readonly nonFinite: number;
  /**
   * Rows with one larger entry and all others equal, of a form that goes with one class per output: one-hot, smoothed
   * (all positive, sum 1) or centered (sum 0, entries differ by 1)
   */
  readonly peaked: number;
  /** Least and largest "larger entry" and "other entry" of those rows; Infinity and −Infinity where there are none */
  readonly top: Range;
  readonly rest: Range;
  /** Sums of the rows that are not zero */
  readonly sum: Range;
  /** All entries */
  readonly entry: Range;
  /** Whether all entries are 0 or 1, and whether they are integers */
  readonly areBits: boolean;
  readonly areIntegers: boolean;
}

type Range = readonly [least: number, largest: number];

const NONE: Range = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

const NO_ROWS: TargetFacts = {
  rows: 0,
  zero: 0,
  nonFinite: 0,
  peaked: 0,
  top: NONE,
  rest: NONE,
  sum: NONE,
  entry: NONE,
  areBits: true,
  areIntegers: true,
};

/** Numbers of a tile: what is worked out on the way has the size of a few tiles, whatever N. */
const TILE = 2 ** 22;

/** Facts of all rows, in a few kernels per tile; a dozen numbers per tile are read. */
export async function targetFacts(targets: Tensor2D): Promise<TargetFacts> {
  let facts = NO_ROWS;
  for (const [start, size] of tilesOf(targets)) {
    const tile: Tensor2D = tf.tidy(() => tf.cast(tf.slice(targets, [start, 0], [size, -1]), 'float32'));
    const found = await factsOfTile(tile).finally(() => tile.dispose());
    facts = joinedFacts(facts, found);
  }
  return facts;
}

async function factsOfTile(tile: Tensor2D): Promise<TargetFacts> {
  const numbers = await read(() => measures(tile));
  const at = (i: number) => numbers[i]!;
  const common = {
    rows: tile.shape[0],
    zero: at(0),
    nonFinite: at(1),
    peaked: at(2),
    top: [at(3), at(4)],
    rest: [at(5), at(6)],
    sum: [at(7), at(8)],
    entry: [at(9), at(10)],
  } as const;
  const areOneHot = common.top.every(x => x === 1) && common.rest.every(x => x === 0);
  const areKnown = common.peaked + common.zero === common.rows && common.peaked > 0;
  if (areKnown) return { ...common, areBits: areOneHot, areIntegers: areOneHot };
  const fractions = await read(() => roundness(tile));
  return { ...common, areBits: fractions[0] === 0, areIntegers: fractions[1] === 0 };
}

async function read(measure: () => Tensor[]): Promise<ArrayLike<number>> {
  const numbers = tf.tidy(() => tf.stack(measure()));
  return await numbers.data().finally(() => numbers.dispose());
}

/** Runs of rows of a table, as [start, size], that are looked at together. */
export function tilesOf({ shape: [rows, width] }: Tensor2D): Array<[start: number, size: number]> {
  return rowTiles(rows, width, TILE);
}

/** Facts of two sets of rows together. */
function joinedFacts(a: TargetFacts, b: TargetFacts): TargetFacts {
  const range = (x: Range, y: Range): Range => [Math.min(x[0], y[0]), Math.max(x[1], y[1])];
  return {
    rows: a.rows + b.rows,
    zero: a.zero + b.zero,
    nonFinite: a.nonFinite + b.nonFinite,
    peaked: a.peaked + b.peaked,
    top: range(a.top, b.top),
    rest: range(a.rest, b.rest),
    sum: range(a.sum, b.sum),
    entry: range(a.entry, b.entry),
    areBits: a.areBits && b.areBits,
    areIntegers: a.areIntegers && b.areIntegers,
  };
}

/** In the order of {@link factsOfTile}. */
function measures(rows: Tensor2D): Tensor[] {
  const [top, rest] = [tf.max(rows, 1), tf.min(rows, 1)];
  // Above the smallest entry: a sum of thousands of equal small numbers beside a large one is off by far more than each.
  const above = tf.sum(tf.sub(rows, tf.expandDims(rest, 1)), 1);
  const sum = tf.add(above, tf.mul(rest, rows.shape[1]));
  const zero = tf.logicalAnd(tf.equal(top, 0), tf.equal(rest, 0));
  const peaked = tf.logicalAnd(hasOnePeak(rows, top, rest, above), isFamily(top, rest, sum));
  const range = (values: Tensor, among: Tensor) => {
    const [none, below] = [tf.fill(values.shape, Infinity), tf.fill(values.shape, -Infinity)];
    return [tf.min(tf.where(among, values, none)), tf.max(tf.where(among, values, below))];
  };
  return [
    // A sum with NaN or Infinity in it is neither; a maximum may pass over NaN.
    ...[zero, tf.logicalNot(tf.isFinite(sum)), peaked].map(flags => tf.sum(tf.cast(flags, 'float32'))),
    ...range(top, peaked),
    ...range(rest, peaked),
    ...range(sum, tf.logicalNot(zero)),
    tf.min(rest),
    tf.max(top),
  ];
}

/** Largest distance of an entry from 0 and 1, and from an integer. */
function roundness(rows: Tensor2D): Tensor[] {
  return [
    tf.max(tf.minimum(tf.abs(rows), tf.abs(tf.sub(rows, 1)))),
    tf.max(tf.abs(tf.sub(rows, tf.round(rows)))),
  ];
}

/** Whether all entries but the largest are the smallest one: together they do not exceed it. */
function hasOnePeak({ shape: [, width] }: Tensor2D, top: Tensor, rest: Tensor, above: Tensor): Tensor {
  const excess = tf.sub(above, tf.sub(top, rest));
  const limit = tf.mul(tf.add(tf.abs(top), tf.mul(tf.abs(rest), width)), CODE_TOLERANCE);
  return tf.logicalAnd(tf.lessEqual(tf.abs(excess), limit), tf.greater(top, rest));
}

/** One-hot, smoothed or centered one-hot. */
function isFamily(top: Tensor, rest: Tensor, sum: Tensor): Tensor {
  // A sum of c rounded numbers.
  const near = (x: Tensor, y: number) => tf.lessEqual(tf.abs(tf.sub(x, y)), 10 * CODE_TOLERANCE);
  const oneHot = tf.logicalAnd(tf.equal(top, 1), tf.equal(rest, 0));
  const smoothed = tf.logicalAnd(tf.greater(rest, 0), near(sum, 1));
  const centered = tf.logicalAnd(near(tf.sub(top, rest), 1), near(sum, 0));
  return tf.logicalOr(oneHot, tf.logicalOr(smoothed, centered));
}
