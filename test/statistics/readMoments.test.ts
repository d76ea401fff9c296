import { expect, it } from 'vitest';
import { sumOf } from '../../src/statistics/readMoments.js';

it('keeps what float32 would round away', () => {
  const small = Math.fround(1e-9);
  const sums = sumOf(new Float32Array([1, 2]), new Float32Array([small, -small]));
  expect([...sums]).toEqual([1 + small, 2 - small]);
  expect(Math.fround(sums[0]!)).toBe(1);
});
