import { describe, expect, it } from 'vitest';
import { lexicode } from '../../src/encodings/lexicode.js';

/** Conway and Sloane 1986: sizes of the lexicographic codes of n bits and distance d. */
const SIZES = [
  ['parity check', 5, 2, 16],
  ['Hamming', 7, 3, 16],
  ['extended Hamming', 8, 4, 16],
  ['first-order Reed-Muller', 16, 8, 32],
] as const;

describe('lexicode', () => {
  it.each(SIZES)('is the %s code of %d bits at distance %d', (_, dim, distance, size) => {
    const codes = lexicode(size, dim, distance)!;
    expect(codes.length).toBe(size);
    for (const [k, a] of codes.entries()) {
      expect(a.length).toBe(dim);
      expect(a.every(x => x === 1 || x === -1)).toBe(true);
      for (const b of codes.slice(0, k)) {
        expect(a.filter((x, j) => x !== b[j]).length).toBeGreaterThanOrEqual(distance);
      }
    }
    expect(lexicode(size + 1, dim, distance)).toBeNull();
  });
});
