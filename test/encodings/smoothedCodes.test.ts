import { describe, expect, it } from 'vitest';
import { centeredOneHotEncoding, labelSmoothingEncoding } from '../../src/encodings/smoothedCodes.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';

describe('centeredOneHotEncoding', () => {
  it('is one-hot minus the mean', () => {
    const { matrix, name } = centeredOneHotEncoding(4);
    expect(name).toBe('centered-one-hot');
    expect(matrix.to2DArray()[1]).toEqual([-0.25, 0.75, -0.25, -0.25]);
    expect(centeredOneHotEncoding(4).mean()).toEqual([0, 0, 0, 0]);
  });
});

describe('labelSmoothingEncoding', () => {
  it('is (1−ε) I + ε/K: codes sum to one', () => {
    const { matrix, name } = labelSmoothingEncoding(4, 0.2);
    expect(name).toBe('label-smoothing(0.2)');
    matrix.to2DArray().forEach((row, j) => {
      row.forEach((x, k) => void expect(x).toBeCloseTo(j === k ? 0.85 : 0.05, 15));
    });
  });

  it('is one-hot for ε = 0', () => {
    expect(labelSmoothingEncoding(3, 0).name).toBe('one-hot');
  });

  it.each([1, -0.1, 2, Number.NaN])('rejects ε = %d', async epsilon => {
    await expectArgumentError(() => labelSmoothingEncoding(3, epsilon), {
      where: 'labelSmoothingEncoding',
      argument: 'epsilon',
      requirement: 'at least 0 and below 1',
      received: String(epsilon),
    });
  });
});
