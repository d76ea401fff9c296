import { expect, it } from 'vitest';
import { rowTiles } from '../../src/linalg/rowTiles.js';

it('are all rows once, in order, as many at a time as the budget holds and at least one', () => {
  expect(rowTiles(10, 8, 32)).toEqual([
    [0, 4],
    [4, 4],
    [8, 2],
  ]);
  expect(rowTiles(3, 100, 1)).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
  ]);
  expect(rowTiles(5, 1, 1000)).toEqual([[0, 5]]);
});
