import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classCounts, type SubsampleOptions, subsample } from '../../datasets/index.js';
import { imageNumbers, tinyWithCounts } from './helpers/tinyImages.js';

const data = tinyWithCounts([50, 30, 40]);

describe('subsample', () => {
  it.each<[SubsampleOptions, number[]]>([
    [{ perClass: 7 }, [7, 7, 7]],
    [{ perClass: 0 }, [0, 0, 0]],
    [{ counts: [50, 0, 3] }, [50, 0, 3]],
    [{ limit: 20, balanced: true }, [7, 7, 6]],
    [{ balanced: true }, [30, 30, 30]],
    [{ limit: 120 }, [50, 30, 40]],
  ])('%o gives the class counts %o', (options, counts) => {
    expect(classCounts(subsample(data, options))).toEqual(counts);
  });

  it('takes distinct samples with their own labels, in the order they have', () => {
    for (const options of [{ limit: 60 }, { perClass: 20 }]) {
      const taken = subsample(data, options);
      const numbers = imageNumbers(taken);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect([...taken.labels]).toEqual(numbers.map(i => data.labels[i]));
      expect(numbers).not.toEqual(numbers.map((_, i) => i));
    }
  });

  it('repeats itself with the same seed only, and nests', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 59 }), fc.integer(), fc.boolean(), (limit, seed, balanced) => {
        const small = imageNumbers(subsample(data, { limit, seed, balanced }));
        const large = imageNumbers(subsample(data, { limit: 60, seed, balanced }));
        expect(imageNumbers(subsample(data, { limit, seed, balanced }))).toEqual(small);
        expect(small).toHaveLength(limit);
        expect(small.every(i => large.includes(i))).toBe(true);
      }),
      { numRuns: 50, seed: 1 },
    );
    for (const options of [{ limit: 60 }, { limit: 60, balanced: true }, { perClass: 20 }])
      expect(imageNumbers(subsample(data, { ...options, seed: 2 }))).not.toEqual(
        imageNumbers(subsample(data, { ...options, seed: 3 })),
      );
  });

  it('chooses every sample equally often', () => {
    const times = new Array<number>(120).fill(0);
    for (let seed = 0; seed < 600; seed++)
      for (const i of imageNumbers(subsample(data, { limit: 30, seed }))) times[i]! += 1;
    // Each is chosen with probability 1/4: 150 ± 10.6 times of 600. Six deviations are never met by chance.
    expect(Math.max(...times.map(n => Math.abs(n - 150)))).toBeLessThan(6 * 10.6);
  });

  it.each<[object, string]>([
    [{ perClass: 31 }, 'subsample: needs 31 samples of class 1 (class-1), but tiny has 30'],
    [{ limit: 121 }, 'subsample: limit must be a whole number in [0, 120], received 121'],
    [{ limit: 100, balanced: true }, 'needs 33 samples of class 1 (class-1), but tiny has 30'],
    [{ perClass: 1.5 }, 'subsample: perClass must be a whole number ≥ 0, received 1.5'],
    [{ counts: [1, 2] }, 'subsample: counts must be 3 whole numbers ≥ 0, received [1, 2]'],
    [{ perClass: 1, limit: 2 }, 'subsample: options must be one of perClass, counts, limit'],
    [{}, 'subsample: options must be perClass, counts, limit or balanced'],
  ])('rejects %o', (options, message) => {
    expect(() => subsample(data, options)).toThrow(message);
  });
});
