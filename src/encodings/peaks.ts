import type { Matrix } from '../linalg/dense.js';
import type { ClassEncoding } from './classEncoding.js';
import { isOneHot } from './oneHotCodes.js';

/** The two numbers of codes E = rest 11ᵀ + (top − rest) I. */
export interface Peak {
  readonly top: number;
  readonly rest: number;
}

const ONE_HOT: Peak = { top: 1, rest: 0 };

/** By the matrix, which is looked through once. */
const known = new WeakMap<Matrix, Peak | null>();

/**
 * One-hot, smoothed or centered one-hot codes, top > rest: the largest output tells the nearest code, and three sums per
 * row tell whether it is one. Null for other codes.
 */
export function peakOf(encoding: Pick<ClassEncoding, 'matrix'>): Peak | null {
  // Its matrix is only made when somebody asks for it.
  if (isOneHot(encoding)) return ONE_HOT;
  const { matrix } = encoding;
  let peak = known.get(matrix);
  if (peak === undefined) {
    peak = find(matrix);
    known.set(matrix, peak);
  }
  return peak;
}

function find(matrix: Matrix): Peak | null {
  if (!matrix.isSquare() || matrix.rows < 2) return null;
  const [top, rest] = [matrix.get(0, 0), matrix.get(1, 0)];
  const rows = matrix.to2DArray();
  const isPeak = top > rest && rows.every((row, j) => row.every((x, k) => x === (j === k ? top : rest)));
  return isPeak ? { top, rest } : null;
}
