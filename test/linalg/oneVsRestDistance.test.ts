import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { Matrix } from '../../src/linalg/dense.js';
import { oneVsRestDistance, oneVsRestMargin } from '../../src/linalg/oneVsRestDistance.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { simplexEtf } from '../helpers/constructions.js';
import { nearestByFaces } from '../helpers/nearestByFaces.js';

const orthoplex = (dim: number) =>
  Array.from({ length: 2 * dim }, (_, k) =>
    Array.from({ length: dim }, (_, j) => (j === k >> 1 ? 1 - 2 * (k % 2) : 0)),
  );
const polygon = (classes: number) =>
  Array.from({ length: classes }, (_, k) => [
    Math.cos((2 * Math.PI * k) / classes),
    Math.sin((2 * Math.PI * k) / classes),
  ]);

/** The claim is 1e-8; the constructions themselves are exact to 1e-15. */
const EXACT = 1e-10;

function expectAll(distances: number[], expected: number): void {
  for (const distance of distances) expect(Math.abs(distance - expected)).toBeLessThan(EXACT);
}

describe('nearly dependent vectors', () => {
  it.each<[string, number[][], number]>([
    [
      'a point that comes with the weight that it is to have',
      [
        [1, 0],
        [-1, 1e-8],
        [-1, 0],
      ],
      1e-8,
    ],
    [
      'two near the opposite of the third',
      [
        [1, 0, 0],
        [-1, 5e-9, 0],
        [-1, 0, 5e-9],
      ],
      5e-9 * Math.SQRT2,
    ],
  ])('have a margin: %s', (_, rows, margin) => {
    // Rounding of coordinates of order one, 1e-16, beside the margin.
    expect(Math.abs(oneVsRestMargin(rows) / margin - 1)).toBeLessThan(1e-7);
  });

  it('have the distance of the point that is in the hull, not of one beyond it', () => {
    const [first] = oneVsRestDistance([
      [1, 0, 0],
      [-1, 3e-9, 0],
      [-1, 0, 3e-9],
    ]);
    expect(Math.abs(first! - 2)).toBeLessThan(1e-10);
  });

  it('on a line through the origin have no margin: two of three share a direction, to float32', () => {
    const { uniform, integer } = random('rank one');
    for (let trial = 0; trial < 200; trial++) {
      const line = Array.from({ length: 6 }, () => Math.fround(uniform() - 0.5));
      const factors = Array.from({ length: 3 + integer(8) }, () => Math.fround(uniform() - 0.5));
      const rows = factors.map(factor => line.map(x => Math.fround(x * factor)));
      const margin = oneVsRestMargin(rows);
      expect(margin).toBeGreaterThanOrEqual(0);
      expect(margin).toBeLessThan(1e-6);
    }
  });
});

describe('oneVsRestDistance', () => {
  it.each([
    [2, 1],
    [3, 2],
    [10, 9],
    [10, 40],
    [100, 99],
  ])('is K/(K−1) for the simplex ETF: K = %d, d = %d', (classes, dim) => {
    const rows = simplexEtf(classes, Math.max(dim, classes));
    expectAll(oneVsRestDistance(rows), classes / (classes - 1));
  });

  it.each([2, 3, 8, 20])('is 1 for the orthoplex in %d dimensions and for its parts', dim => {
    const all = orthoplex(dim);
    expectAll(oneVsRestDistance(all), 1);
    expect(Math.abs(oneVsRestMargin(all.slice(0, dim + 2)) - 1)).toBeLessThan(EXACT);
  });

  it.each([3, 4, 5, 7, 30, 100])('is 1 − cos(2π/K) for the regular polygon of %d corners', classes => {
    expectAll(oneVsRestDistance(polygon(classes)), 1 - Math.cos((2 * Math.PI) / classes));
  });

  it('agrees with the best of all faces for any vectors, also with repeated ones', () => {
    const cases = fc.record({
      classes: fc.integer({ min: 2, max: 8 }),
      dim: fc.integer({ min: 1, max: 6 }),
      seed: fc.integer({ min: 0, max: 1e6 }),
      offset: fc.constantFrom(0, 1, 10),
      repeat: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ classes, dim, seed, offset, repeat }) => {
        const { normal } = random(seed);
        const rows = Array.from({ length: classes }, () =>
          Array.from({ length: dim }, () => offset + normal()),
        );
        if (repeat) rows[1] = [...rows[0]!];
        const unit = rows.map(row => row.map(x => x / Math.hypot(...row)));
        oneVsRestDistance(rows).forEach((distance, k) => {
          const others = unit.filter((_, j) => j !== k);
          const expected = nearestByFaces(others.map(other => other.map((x, a) => x - unit[k]![a]!)));
          expect(Math.abs(distance - expected), `class ${k}`).toBeLessThan(1e-8);
        });
      }),
      { numRuns: 200, seed: 11 },
    );
  });

  it('sees directions only, of any length', () => {
    const rows = [
      [1, 2, 0],
      [-1, 0, 3],
      [0, -1, -1],
      [2, -1, 0],
    ];
    const scaled = new Matrix(rows.map((row, k) => row.map(x => x * 10 ** (100 * k - 150))));
    oneVsRestDistance(scaled).forEach((distance, k) => {
      expect(distance).toBeCloseTo(oneVsRestDistance(rows)[k]!, 12);
    });
  });

  it.each<[string, number[][], string, string, string]>([
    ['one row', [[1, 2]], 'vectors', 'at least two rows', '[[1, 2]]'],
    [
      'a zero row',
      [
        [1, 2],
        [0, 0],
      ],
      'vectors[1]',
      'not all zero',
      '[0, 0]',
    ],
    [
      'NaN',
      [
        [1, 2],
        [1, Number.NaN],
      ],
      'vectors[1]',
      'finite',
      'NaN',
    ],
    ['rows of two lengths', [[1, 2], [1]], 'vectors[1]', '2 numbers', '[1]'],
  ])('rejects %s', async (_, rows, argument, requirement, received) => {
    const parts = { argument, requirement, received };
    await expectArgumentError(() => oneVsRestDistance(rows), { where: 'oneVsRestDistance', ...parts });
    await expectArgumentError(() => oneVsRestMargin(rows), { where: 'oneVsRestMargin', ...parts });
  });
});
