import type { HistogramProto } from './event.js';

/** As many as TensorBoard's own summaries have. */
const BUCKETS = 30;

/**
 * Histogram of finite numbers in 30 buckets of equal width between the smallest and the largest; one bucket where they
 * are the same. As in TensorBoard, a value on a limit is counted above it, and the largest in the last bucket.
 */
export function histogram(values: readonly number[]): HistogramProto {
  const min = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const max = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const width = (max - min) / BUCKETS;
  // The width of a range of a few units in the last place may vanish.
  const buckets = width > 0 ? BUCKETS : 1;
  const bucket = new Array<number>(buckets).fill(0);
  for (const value of values) {
    const index = width > 0 ? Math.min(Math.floor((value - min) / width), buckets - 1) : 0;
    bucket[index] = bucket[index]! + 1;
  }
  const bucketLimit = bucket.map((_, index) => (index === buckets - 1 ? max : min + (index + 1) * width));
  const sum = values.reduce((total, value) => total + value, 0);
  const sumSquares = values.reduce((total, value) => total + value * value, 0);
  return { min, max, num: values.length, sum, sumSquares, bucketLimit, bucket };
}
