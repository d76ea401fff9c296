import { describe, expect, it } from 'vitest';
import { classCounts, type StepImbalancedOptions, stepImbalanced } from '../../datasets/index.js';
import { imageNumbers, tinyWithCounts } from './helpers/tinyImages.js';

const data = tinyWithCounts([40, 60, 50, 45]);

describe('stepImbalanced', () => {
  it.each<[StepImbalancedOptions, number[]]>([
    [{ ratio: 10 }, [40, 40, 4, 4]],
    [{ ratio: 10, minority: [0] }, [5, 45, 45, 45]],
    [{ ratio: 10, minority: 1 }, [40, 40, 40, 4]],
    [{ ratio: 10, minority: 0 }, [40, 40, 40, 40]],
    [{ ratio: 1, minority: 2 }, [40, 40, 40, 40]],
    [{ ratio: 1000, minority: [1, 2] }, [40, 1, 1, 40]],
    [{ ratio: 4, minority: [3], largest: 10 }, [10, 10, 10, 3]],
  ])('%o gives the class counts %o', (options, counts) => {
    expect(classCounts(stepImbalanced(data, options))).toEqual(counts);
  });

  it('is seeded', () => {
    const numbers = (seed: number) => imageNumbers(stepImbalanced(data, { ratio: 5, seed }));
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)).not.toEqual(numbers(2));
  });

  it.each<[StepImbalancedOptions, string]>([
    [{ ratio: 0 }, 'stepImbalanced: ratio must be a number ≥ 1, received 0'],
    [{ ratio: 2, minority: [4] }, 'minority must be distinct class numbers in [0, 4), received [4]'],
    [{ ratio: 2, minority: [1, 1] }, 'minority must be distinct class numbers in [0, 4), received [1, 1]'],
    [{ ratio: 2, minority: 5 }, 'minority must be a whole number in [0, 4], received 5'],
    [{ ratio: 2, minority: [3], largest: 41 }, 'needs 41 samples of class 0 (class-0), but tiny has 40'],
  ])('rejects %o', (options, message) => {
    expect(() => stepImbalanced(data, options)).toThrow(message);
  });
});
