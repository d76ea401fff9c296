import { describe, expect, it } from 'vitest';
import { median, quantile } from '../../bench/order.js';
import { pairedDifferences } from '../../bench/pairedDifferences.js';

describe('pairedDifferences', () => {
  it('gives one difference per run with, against its neighbors without', () => {
    expect(pairedDifferences([10, 15, 12, 11, 8])).toEqual([4, 1]);
  });

  it('is not misled by a linear drift', () => {
    const drifting = Array.from({ length: 9 }, (_, i) => 100 + 8 * i + (i % 2 === 1 ? 5 : 0));
    expect(pairedDifferences(drifting)).toEqual([5, 5, 5, 5]);
  });
});

describe('quantile', () => {
  it('interpolates between neighbors, whatever the order', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map(q => quantile([5, 1, 3, 2], q))).toEqual([1, 1.75, 2.5, 3.5, 5]);
    expect(median([9, 1, 4])).toBe(4);
    expect(median([7])).toBe(7);
  });
});
