import { describe, expect, it } from 'vitest';
import { encodingByName, type NamedEncodingOptions } from '../../src/encodings/encodingByName.js';
import { recognizeCodes } from '../../src/encodings/encodingFromCodes.js';
import { hadamardEncoding } from '../../src/encodings/hadamard.js';
import { Matrix } from '../../src/linalg/dense.js';

/** As a data pipeline has them: in float32. */
const inFloat32 = (matrix: Matrix) => new Matrix(matrix.to2DArray().map(row => row.map(Math.fround)));

describe('recognizeCodes', () => {
  it.each<[string, string, NamedEncodingOptions]>([
    ['label-smoothing(0.1)', 'label-smoothing', { classes: 10 }],
    ['label-smoothing(0.001)', 'label-smoothing', { classes: 1000, epsilon: 0.001 }],
    ['label-smoothing(0.5)', 'label-smoothing', { classes: 2, epsilon: 0.5 }],
    ['centered-one-hot', 'centered-one-hot', { classes: 7 }],
    ['simplex-etf', 'simplex-etf', { classes: 7 }],
    ['simplex-etf', 'simplex-etf', { classes: 7, dim: 7 }],
    ['simplex-etf', 'simplex-etf', { classes: 7, dim: 12, seed: 1 }],
    ['simplex-etf', 'simplex-etf', { classes: 2 }],
    ['orthogonal', 'orthogonal', { classes: 7, dim: 9, scale: 3 }],
    ['hadamard', 'hadamard', { classes: 7 }],
    ['error-correcting', 'error-correcting', { classes: 7 }],
    ['custom', 'gaussian', { classes: 7 }],
    ['custom', 'spherical', { classes: 7 }],
  ])('says %s of the float32 codes of %s', (expected, name, options) => {
    expect(recognizeCodes(inFloat32(encodingByName(name, options).matrix))).toBe(expected);
  });

  it('says binary of 0 and 1 in one output, and custom of the reverse', () => {
    expect(recognizeCodes(new Matrix([[0, 1]]))).toBe('binary');
    expect(recognizeCodes(new Matrix([[1, 0]]))).toBe('custom');
  });

  it('is not deceived by codes that are nearly of a kind', () => {
    for (const name of ['label-smoothing', 'simplex-etf', 'orthogonal', 'centered-one-hot']) {
      const { matrix } = encodingByName(name, { classes: 5 });
      expect(recognizeCodes(matrix.clone().set(1, 2, matrix.get(1, 2) + 1e-3)), name).toBe('custom');
    }
    const signs = hadamardEncoding(4).matrix.clone();
    expect(recognizeCodes(signs.set(1, 2, -signs.get(1, 2)))).toBe('error-correcting');
  });
});
