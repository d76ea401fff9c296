import { describe, expect, it } from 'vitest';
import { detection } from '../../../examples/label-noise/detection.js';

describe('detection', () => {
  const wrong = [3, 8, 11, 20];

  it.each([
    // By hand: which of the first ones are in {3, 8, 11, 20}.
    [[8, 5, 3, 20, 11], 1, 1 / 1, 1 / 4],
    [[8, 5, 3, 20, 11], 2, 1 / 2, 1 / 4],
    [[8, 5, 3, 20, 11], 4, 3 / 4, 3 / 4],
    [[8, 5, 3, 20, 11], 5, 4 / 5, 4 / 4],
    [[1, 2], 2, 0, 0],
  ])('of %j, the first %d: precision %d, recall %d', (suspects, count, precision, recall) => {
    expect(detection(suspects, wrong, count)).toEqual({ precision, recall });
  });

  it('counts what a short list lacks as misses', () => {
    expect(detection([8], wrong, 4)).toEqual({ precision: 1 / 4, recall: 1 / 4 });
    expect(detection([], wrong, 4)).toEqual({ precision: 0, recall: 0 });
  });
});
