import { expect, it } from 'vitest';
import { balancedIndices } from '../../../callbacks/data/subset.js';

const labels = Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : i < 50 ? 1 : 2));

it('has exactly as many of each class, in ascending order without repetition', () => {
  const indices = [...balancedIndices(labels, 3, 7, 1)];
  expect([0, 1, 2].map(k => indices.filter(i => labels[i] === k).length)).toEqual([7, 7, 7]);
  expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
});

it('depends on the seed and on nothing else', () => {
  expect(balancedIndices(labels, 3, 7, 1)).toEqual(balancedIndices(labels, 3, 7, 1));
  expect(balancedIndices(labels, 3, 7, 1)).not.toEqual(balancedIndices(labels, 3, 7, 2));
});

it('names the classes that are too small', () => {
  expect(() => balancedIndices(labels, 3, 11, 1)).toThrow(
    /received 11; smaller classes \(samples\): 2 \(10\)/,
  );
});
