import { Matrix } from '../../src/linalg/dense.js';
import type { Dataset } from './dataset.js';
import { range } from './reference.js';
import { orthogonal } from './transformations.js';

/** K unit vectors with all cosines −1/(K−1), as rows in d ≥ K dimensions, randomly rotated. */
export function simplexEtf(classes: number, dim: number, seed = 1): number[][] {
  const scale = Math.sqrt(classes / (classes - 1));
  return rotated(
    range(classes).map(k => range(classes).map(j => scale * (Number(j === k) - 1 / classes))),
    dim,
    seed,
  );
}

/** K orthogonal unit vectors as rows in d ≥ K dimensions, randomly rotated. */
export function orthogonalFrame(classes: number, dim: number, seed = 1): number[][] {
  return rotated(
    range(classes).map(k => range(classes).map(j => Number(j === k))),
    dim,
    seed,
  );
}

/** The corners of a square: cosines 0 (four pairs) and −1 (two), a Σ_B of rank 2. */
export const square = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

/** Features equal to their class mean. */
export function collapsed(means: readonly number[][], counts = means.map(() => 3)): Dataset {
  const labels = counts.flatMap((n, k) => new Array<number>(n).fill(k));
  return { classes: means.length, labels, features: labels.map(k => means[k]!.map(Math.fround)) };
}

/** m_k ± a e_j for every j: Σ_W = (a²/d) I and v_k = a² exactly, without chance. */
export function isotropic(means: readonly number[][], a: number): Dataset {
  const dim = means[0]!.length;
  const offsets = range(dim).flatMap(j => [a, -a].map(step => range(dim).map(i => (i === j ? step : 0))));
  const labels = means.flatMap((_, k) => offsets.map(() => k));
  const features = labels.map((k, i) =>
    means[k]!.map((m, j) => Math.fround(m + offsets[i % offsets.length]![j]!)),
  );
  return { classes: means.length, labels, features };
}

function rotated(rows: number[][], dim: number, seed: number): number[][] {
  const padded = rows.map(row => [...row, ...new Array<number>(dim - row.length).fill(0)]);
  return new Matrix(padded).mmul(orthogonal(dim, seed)).to2DArray();
}
