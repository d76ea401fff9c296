import { describe, expect, it } from 'vitest';
import { classCounts, longTailed, longTailedCounts } from '../../datasets/index.js';
import { imageNumbers, tinyWithCounts } from './helpers/tinyImages.js';

describe('longTailedCounts', () => {
  it('gives the counts of CIFAR-10-LT with ratio 100', () => {
    // Cui et al. and those who followed truncate (5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50); we round.
    const counts = longTailedCounts(5000, 100, 10);
    expect(counts).toEqual([5000, 2997, 1797, 1077, 646, 387, 232, 139, 83, 50]);
  });

  it('is flat for ratio 1, has one class for K = 1 and never an empty class', () => {
    expect(longTailedCounts(8, 1, 3)).toEqual([8, 8, 8]);
    expect(longTailedCounts(8, 5, 1)).toEqual([8]);
    expect(longTailedCounts(10, 1000, 3)).toEqual([10, 1, 1]);
    expect(longTailedCounts(100, 10, 2)).toEqual([100, 10]);
  });
});

describe('longTailed', () => {
  it('has exactly those counts, seeded', () => {
    const data = tinyWithCounts([100, 100, 100]);
    const view = longTailed(data, { ratio: 100, seed: 1 });
    expect(classCounts(view)).toEqual([100, 10, 1]);
    expect(imageNumbers(longTailed(data, { ratio: 100, seed: 1 }))).toEqual(imageNumbers(view));
    expect(imageNumbers(longTailed(data, { ratio: 100, seed: 2 }))).not.toEqual(imageNumbers(view));
  });

  it('takes the largest profile that fits, or the one asked for', () => {
    // With ratio 4, n_1 = n / 2 must not exceed 20.
    expect(classCounts(longTailed(tinyWithCounts([100, 20, 100]), { ratio: 4 }))).toEqual([40, 20, 10]);
    expect(classCounts(longTailed(tinyWithCounts([100, 20, 100]), { ratio: 4, largest: 8 }))).toEqual([
      8, 4, 2,
    ]);
  });

  it.each([
    [{ ratio: 0.5 }, 'longTailed: ratio must be a number ≥ 1, received 0.5'],
    [{ ratio: Number.NaN }, 'ratio must be a number ≥ 1, received NaN'],
    [{ ratio: 4, largest: 60 }, 'longTailed: needs 30 samples of class 1 (class-1), but tiny has 20'],
    [{ ratio: 4, largest: 0 }, 'largest must be a whole number > 0, received 0'],
  ])('rejects %o', (options, message) => {
    expect(() => longTailed(tinyWithCounts([100, 20, 100]), options)).toThrow(message);
  });

  it.each([undefined, null, 100, [100]])(
    'without options, or with %o, names the one that it needs',
    options => {
      const call = longTailed as (...given: unknown[]) => unknown;
      expect(() => call(tinyWithCounts([4, 4]), options)).toThrow(
        /^longTailed: options must be \{ ratio \}, such as \{ ratio: 100 \}, received /,
      );
    },
  );
});
