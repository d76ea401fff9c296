import { describe, expect, it } from 'vitest';
import { matrixFrom } from '../../src/linalg/dense.js';
import { centeredMeans, centeredRows, longestRow, weightedMean } from '../../src/statistics/centeredMeans.js';

const means = matrixFrom([1, 2, 3, 4, 8, 0], 3, 2);

describe('weightedMean and centeredRows', () => {
  it('are what their names say', () => {
    expect(weightedMean(means, [0.5, 0.25, 0.25])).toEqual([3.25, 2]);
    expect(centeredRows(means, [0.5, 0.25, 0.25]).to2DArray()).toEqual([
      [-2.25, 0],
      [-0.25, 2],
      [4.75, -2],
    ]);
  });

  it('leave their argument alone', () => {
    const before = means.clone();
    centeredMeans(means, [0.2, 0.3, 0.5]);
    expect(means).toEqual(before);
  });
});

describe('longestRow', () => {
  it('is the largest norm', () => {
    expect(longestRow(matrixFrom([3, 4, 0, 1], 2, 2))).toBe(5);
  });

  it('takes features as wide as a flattened image', () => {
    expect(longestRow(matrixFrom(new Float32Array(400_000).fill(1), 1, 400_000))).toBeCloseTo(
      Math.sqrt(4e5),
      9,
    );
  });
});

describe('centeredMeans', () => {
  const tenth = new Array<number>(10).fill(0.1);

  it('is exactly zero for equal means, where the plain difference is not', () => {
    const equal = matrixFrom(new Array(10).fill(0.3), 10, 1);
    expect(Math.max(...centeredRows(equal, tenth).to1DArray().map(Math.abs))).toBeGreaterThan(0);
    expect(centeredMeans(equal, tenth).to1DArray()).toEqual(new Array(10).fill(0));
  });

  it('keeps a difference of 1e-10 of the length of the means', () => {
    const close = matrixFrom([1, 1, 1 + 1e-10, 1], 2, 2);
    const [first, , second] = centeredMeans(close, [0.5, 0.5]).to1DArray();
    expect(first).toBeLessThan(-4e-11);
    expect(second).toBeGreaterThan(4e-11);
  });

  it('gives an exact zero to the one class that lies in the center', () => {
    const line = matrixFrom([0.1, 0.2, 0.3], 3, 1);
    const centered = centeredMeans(line, [1 / 3, 1 / 3, 1 / 3]).to1DArray();
    expect(centered[1]).toBe(0);
    expect(centered[0]).toBeLessThan(-0.09);
  });
});
