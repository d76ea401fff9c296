import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { errorCorrectingEncoding, lexicode, plotkinBound } from '../../src/encodings/errorCorrecting.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';

function smallestDistance(codes: number[][]): number {
  const distances = codes.flatMap((a, k) =>
    codes.slice(k + 1).map(b => a.filter((x, j) => x !== b[j]).length),
  );
  return Math.min(...distances);
}

const codesOf = (classes: number, dim?: number, seed?: number) =>
  errorCorrectingEncoding(classes, { dim, seed }).matrix.transpose().to2DArray();

/** The largest smallest distance of all choices of K codes with c bits; the first code is all ones without loss. */
function exhaustive(classes: number, dim: number): number {
  const distance = (a: number, b: number) => (a ^ b).toString(2).replaceAll('0', '').length;
  const best = (chosen: number[], from: number, current: number): number => {
    if (chosen.length === classes) return current;
    let found = 0;
    for (let code = from; code < 2 ** dim; code++) {
      const nearest = Math.min(current, ...chosen.map(other => distance(code, other)));
      if (nearest > found) found = Math.max(found, best([...chosen, code], code + 1, nearest));
    }
    return found;
  };
  return best([0], 1, dim);
}

/** A(n, d), the largest number of codes of n bits at even distance d (Brouwer's tables); from n = d on. */
const LARGEST: Record<number, readonly number[]> = {
  4: [2, 2, 4, 8, 16, 20, 40, 72, 144, 256, 512, 1024, 2048],
  6: [2, 2, 2, 4, 6, 12, 24, 32, 64, 128, 256],
  8: [2, 2, 2, 2, 4, 4, 8, 16, 32],
  10: [2, 2, 2, 2, 2, 4, 4],
  12: [2, 2, 2, 2, 2],
  14: [2, 2, 2],
  16: [2],
};

/** The largest smallest distance of K codes of c bits; A(n, 2δ−1) = A(n+1, 2δ). */
function largestDistance(classes: number, dim: number): number {
  const fits = (distance: number) => {
    if (distance <= 2) return 2 ** (dim + 1 - distance) >= classes;
    const odd = distance % 2;
    return LARGEST[distance + odd]![dim - distance]! >= classes;
  };
  let distance = dim;
  while (!fits(distance)) distance--;
  return distance;
}

describe('errorCorrectingEncoding', () => {
  it.each([
    [3, 4],
    [4, 3],
    [4, 5],
    [5, 5],
    [6, 6],
    [4, 7],
    [8, 4],
    [8, 6],
    [16, 4],
  ])('has the best smallest distance there is: %d codes of %d bits', (classes, dim) => {
    expect(smallestDistance(codesOf(classes, dim))).toBe(exhaustive(classes, dim));
  });

  it.each([
    [10, 12, 6],
    [12, 12, 6],
    [24, 12, 6],
    [16, 16, 8],
    [32, 16, 8],
    [8, 7, 4],
    [16, 8, 4],
    [20, 20, 10],
  ])(
    'has the distance of Hadamard codes, which is optimal: %d codes of %d bits',
    (classes, dim, distance) => {
      expect(smallestDistance(codesOf(classes, dim))).toBe(distance);
    },
  );

  it('is at most one short of the largest distance there is, and seldom that', () => {
    let short = 0;
    for (let dim = 2; dim <= 15; dim++) {
      for (let classes = 2; classes <= Math.min(2 ** dim, 32); classes++) {
        const best = largestDistance(classes, dim);
        const found = smallestDistance(codesOf(classes, dim));
        expect(found, `${classes} codes of ${dim} bits`).toBeLessThanOrEqual(best);
        expect(found, `${classes} codes of ${dim} bits`).toBeGreaterThanOrEqual(best - 1);
        short += best - found;
      }
    }
    // What is missed are nonlinear codes: A(8,3) = 20 and those cut out of Nordstrom and Robinson's.
    expect(short).toBeLessThanOrEqual(24);
  });

  it.each([
    [10, undefined],
    [26, 15],
    [40, undefined],
    [100, 32],
  ])('beats random codes and stays within the Plotkin bound: %d codes of %s bits', (classes, dim) => {
    const encoding = errorCorrectingEncoding(classes, { dim });
    const codes = encoding.matrix.transpose().to2DArray();
    expect(codes.flat().every(x => x === 1 || x === -1)).toBe(true);
    const distance = smallestDistance(codes);
    expect(encoding.name).toBe(`error-correcting(dim=${encoding.dim},distance=${distance},seed=0)`);
    const { uniform } = random(1);
    const randomBest = Math.max(
      ...Array.from({ length: 50 }, () =>
        smallestDistance(codes.map(code => code.map(() => (uniform() < 0.5 ? -1 : 1)))),
      ),
    );
    expect(distance).toBeGreaterThan(randomBest);
    expect(distance).toBeLessThanOrEqual(plotkinBound(classes, encoding.dim));
  });

  it('has ⌈10 log₂ K⌉ bits by default', () => {
    expect(errorCorrectingEncoding(10).dim).toBe(34);
  });

  it('rejects fewer bits than the classes need', async () => {
    const parts = {
      where: 'errorCorrectingEncoding',
      argument: 'dim',
      requirement: 'at least 4',
      received: '3',
    };
    await expectArgumentError(() => errorCorrectingEncoding(9, { dim: 3 }), parts);
  });
});

describe('plotkinBound', () => {
  it('is the bound on small cases known by hand', () => {
    // Two codes: all bits. Three codes of 3 bits: the average is 3·2/3 = 2. Four of 4: 4·4/6 = 2.67.
    expect([plotkinBound(2, 5), plotkinBound(3, 3), plotkinBound(4, 4)]).toEqual([5, 2, 2]);
  });
});

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
