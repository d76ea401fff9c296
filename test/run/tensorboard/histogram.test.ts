import { expect, it } from 'vitest';
import { histogram } from '../../../run/tensorboard/summaryValues.js';
import { golden } from './golden.js';

it.each(golden.histograms)(
  'has the buckets that TensorBoard itself makes of $values',
  ({ values, buckets }) => {
    const { min, max, num, bucketLimit, bucket } = histogram(values);
    expect([min, max, num]).toEqual([Math.min(...values), Math.max(...values), values.length]);
    if (min === max) {
      // TensorBoard writes 29 empty buckets of no width as well, and shows the same.
      expect([bucketLimit, bucket]).toEqual([[max], [values.length]]);
      return;
    }
    expect(bucket).toEqual(buckets.map(([, , count]) => count));
    // Limits are sums of float64 numbers of the size of the range: a few units in the last place.
    const rounding = 4 * Number.EPSILON * (Math.abs(min) + Math.abs(max));
    for (const [i, limit] of bucketLimit.entries()) {
      expect(Math.abs(limit - buckets[i]![1])).toBeLessThanOrEqual(rounding);
    }
  },
);

it('sums its values and their squares', () => {
  expect(histogram([1, -2, 4])).toMatchObject({ sum: 3, sumSquares: 21 });
});

it('loses no value where the range is a few units in the last place', () => {
  for (const next of [1 + Number.EPSILON, 1 + 7 * Number.EPSILON]) {
    const { bucket, bucketLimit } = histogram([1, next, 1]);
    expect(bucket.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(bucketLimit.at(-1)).toBe(next);
    expect(bucketLimit).toEqual([...bucketLimit].sort((a, b) => a - b));
  }
  const smallest = histogram([0, Number.MIN_VALUE]);
  expect([smallest.bucket, smallest.bucketLimit]).toEqual([[2], [Number.MIN_VALUE]]);
});

it('takes more values than a call has arguments', () => {
  const values = Array.from({ length: 300_000 }, (_, i) => i);
  expect(histogram(values).bucket).toEqual(new Array(30).fill(10_000));
});
