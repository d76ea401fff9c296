import { Matrix, solve } from 'ml-matrix';

/**
 * Distance of the origin to conv{p_j}, by enumeration: the nearest point is the point of some affinely independent face's
 * affine hull nearest to the origin, with all weights positive. The smallest norm of all such points is the answer.
 */
export function nearestByFaces(points: readonly ArrayLike<number>[]): number {
  const dim = points[0]!.length;
  let best = Number.POSITIVE_INFINITY;
  for (let chosen = 1; chosen < 2 ** points.length; chosen++) {
    const face = points.filter((_, j) => chosen & (1 << j));
    if (face.length > dim + 1) continue;
    const norm = normOfAffineMinimum(face.map(p => Array.from(p)));
    if (norm !== null) best = Math.min(best, norm);
  }
  return best;
}

/** Least squares for p_0 + Σ t_i (p_i − p_0) by QR; null if a weight is negative. */
function normOfAffineMinimum(face: number[][]): number | null {
  const [first, ...rest] = face as [number[], ...number[][]];
  if (rest.length === 0) return Math.hypot(...first);
  const differences = new Matrix(rest.map(p => p.map((x, a) => x - first[a]!))).transpose();
  const t = solve(differences, Matrix.columnVector(first.map(x => -x)), true).to1DArray();
  const weights = [1 - t.reduce((s, x) => s + x, 0), ...t];
  if (!weights.every(w => w >= -1e-12)) return null;
  return Math.hypot(...first.map((_, a) => face.reduce((s, p, i) => s + weights[i]! * p[a]!, 0)));
}
