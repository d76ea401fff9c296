import { describe, expect, it } from 'vitest';
import { syntheticDigits } from '../../../datasets/index.js';
import { flipLabels } from '../../../examples/label-noise/noisyDigits.js';

const clean = syntheticDigits({ samples: 1000, seed: 1, balanced: true });

/** The positions where two label arrays differ. */
function differences(a: Int32Array, b: Int32Array): number[] {
  return [...a.keys()].filter(i => a[i] !== b[i]);
}

describe('flipLabels', () => {
  it.each([
    [0.01, 10],
    [0.25, 250],
    [0.0001, 1],
  ])('with fraction %d changes exactly the labels it says it changes', (fraction, count) => {
    const before = clean.labels.slice();
    const { images, flipped } = flipLabels(clean, { fraction, seed: 1 });
    expect(flipped.length).toBe(count);
    expect(differences(images.labels, clean.labels)).toEqual(flipped);
    expect(Math.min(...images.labels)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...images.labels)).toBeLessThan(10);
    expect(clean.labels).toEqual(before);
  });

  it('reaches every other class about equally often', () => {
    const { images, flipped } = flipLabels(clean, { fraction: 0.9, seed: 3 });
    const shifts = new Array<number>(10).fill(0);
    for (const i of flipped) shifts[(images.labels[i]! - clean.labels[i]! + 10) % 10]! += 1;
    expect(shifts[0]).toBe(0);
    // 900 flips on 9 classes: 100 each, standard deviation 9.4; five of them.
    for (const count of shifts.slice(1)) expect(Math.abs(count - 100)).toBeLessThan(47);
  });

  it('is told by its seed', () => {
    const labelsBy = (seed: number) => flipLabels(clean, { fraction: 0.05, seed }).images.labels;
    expect(labelsBy(1)).toEqual(labelsBy(1));
    expect(labelsBy(1)).not.toEqual(labelsBy(2));
  });

  it.each([0, 1, Number.NaN])('refuses fraction %d', fraction => {
    const message = `flipLabels: fraction must be a number between 0 and 1, received ${fraction}`;
    expect(() => flipLabels(clean, { fraction, seed: 1 })).toThrow(new RangeError(message));
  });
});
