import { describe, expect, it } from 'vitest';
import { permutation, random } from '../../src/base/random.js';

describe('random', () => {
  it('gives the same stream for the same seed, another one for another seed', () => {
    const draw = (seed: number) => Array.from({ length: 8 }, random(seed).uniform);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('has the moments of a standard normal', () => {
    const n = 50_000;
    const { normal } = random(3);
    const xs = Array.from({ length: n }, normal);
    const mean = xs.reduce((a, x) => a + x, 0) / n;
    const variance = xs.reduce((a, x) => a + (x - mean) ** 2, 0) / n;
    // Four standard errors: 4/sqrt(n) for the mean, 4*sqrt(2/n) for the variance.
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  });
});

describe('permutation', () => {
  it('is a permutation, seeded, and not the identity', () => {
    const p = permutation(1000, 7);
    expect([...p].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(p).toEqual(permutation(1000, 7));
    expect([...p]).not.toEqual([...p].sort((a, b) => a - b));
  });
});
