import { describe, expect, it } from 'vitest';
import { hadamardEncoding, hadamardMatrix, hadamardOrder } from '../../src/encodings/hadamard.js';

const multiplesOfFour = Array.from({ length: 32 }, (_, i) => 4 * (i + 1));
const missing = [52, 92, 100, 116];

describe('hadamardMatrix', () => {
  it.each([1, 2, ...multiplesOfFour.filter(n => !missing.includes(n))])(
    'of order %d has ±1 entries and orthogonal rows',
    order => {
      const h = hadamardMatrix(order)!;
      expect([h.rows, h.columns]).toEqual([order, order]);
      expect(h.to1DArray().every(x => x === 1 || x === -1)).toBe(true);
      const product = h.mmul(h.transpose()).to2DArray();
      // Whole numbers: exact.
      expect(product.every((row, i) => row.every((x, j) => x === (i === j ? order : 0)))).toBe(true);
    },
  );

  it('is the Walsh matrix for powers of two', () => {
    expect(hadamardMatrix(4)!.to2DArray()).toEqual([
      [1, 1, 1, 1],
      [1, -1, 1, -1],
      [1, 1, -1, -1],
      [1, -1, -1, 1],
    ]);
  });

  it.each([0, 3, 6, 10, 18, ...missing])('of order %d is not there', order => {
    expect(hadamardMatrix(order)).toBeNull();
  });
});

describe('hadamardEncoding', () => {
  it.each([
    [2, 2],
    [3, 4],
    [10, 12],
    [16, 16],
    [50, 56],
    [100, 104],
  ])('of %d classes has orthogonal ±1 codes in %d dimensions, the next order there is', (classes, dim) => {
    expect(hadamardOrder(classes)).toBe(dim);
    const encoding = hadamardEncoding(classes);
    expect([encoding.classes, encoding.dim, encoding.name]).toEqual([classes, dim, `hadamard(dim=${dim})`]);
    const gram = encoding.gram().to2DArray();
    expect(gram.every((row, k) => row.every((x, l) => x === (k === l ? dim : 0)))).toBe(true);
  });
});
