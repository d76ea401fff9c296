import { expect, it } from 'vitest';
import { firstOfIdx } from '../../bench/idxSubset.js';
import { parseIdx } from '../../datasets/idxDatasets.js';

const images = Uint8Array.from([
  ...[0, 0, 8, 3],
  ...[0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2],
  ...Array.from({ length: 12 }, (_, i) => i),
]);

it('is an idx file of the first images', () => {
  const { dimensions, values } = parseIdx(firstOfIdx(images, 2), 3, 'subset');
  expect(dimensions).toEqual([2, 2, 2]);
  expect([...values]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it('is all of it where there are no more, and leaves the whole alone', () => {
  expect(firstOfIdx(images, 5)).toEqual(images);
  expect(images[7]).toBe(3);
});

it('does it with labels too', () => {
  const labels = Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9]);
  expect([...parseIdx(firstOfIdx(labels, 1), 1, 'subset').values]).toEqual([7]);
});
