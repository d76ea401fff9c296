import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { nearestPointInHull } from '../../src/linalg/convexHull.js';
import { distanceToFace, hullFaces } from '../../src/linalg/convexHullFaces.js';
import { Matrix, rowsOf, thinQr } from '../../src/linalg/dense.js';
import { lowerTriangle } from '../../src/linalg/triangular.js';
import { simplexEtf } from '../helpers/constructions.js';

function gaussian(count: number, dim: number, seed: number): Matrix {
  const { normal } = random(seed);
  return new Matrix(Array.from({ length: count }, () => Array.from({ length: dim }, normal)));
}

/** Faces of the hull of rows. */
const facesOf = (rows: Matrix) =>
  hullFaces(lowerTriangle(rowsOf(rows.clone().addColumn(new Array<number>(rows.rows).fill(1)))));

/** Distances of all rows, null without faces. */
function distancesToFaces(rows: Matrix): (number | null)[] | null {
  const faces = facesOf(rows);
  return faces?.vectors.map((_, k) => distanceToFace(faces, k)) ?? null;
}

const byWolfe = (rows: number[][]) =>
  rows.map((row, k) => {
    const others = rows.filter((_, j) => j !== k);
    return nearestPointInHull(others.map(other => Float64Array.from(other, (x, a) => x - row[a]!))).distance;
  });

describe('distancesToFaces', () => {
  it.each([
    [2, 1],
    [3, 2],
    [6, 5],
    [6, 9],
    [30, 29],
    [60, 80],
  ])('agrees with Wolfe, whose answers have a proof: %d Gaussian points in %d dimensions', (count, dim) => {
    const rows = gaussian(count, dim, count + dim);
    const expected = byWolfe(rows.to2DArray());
    distancesToFaces(rows)!.forEach((distance, k) => {
      expect(distance, `class ${k}`).not.toBeNull();
      expect(Math.abs(distance! / expected[k]! - 1)).toBeLessThan(1e-9);
    });
  });

  it('is K/(K−1) for the simplex, whose points add up to zero', () => {
    for (const distance of distancesToFaces(new Matrix(simplexEtf(12, 12)))!) {
      expect(distance).toBeCloseTo(12 / 11, 12);
    }
  });

  it('leaves dependent points to the general solver', () => {
    const flat = new Matrix([
      [1, 0, 0],
      [0, 1, 0],
      [-1, 0, 0],
      [0, -1, 0],
    ]);
    expect(distancesToFaces(flat)).toBeNull();
  });

  it('knows distances to affine hulls, which are never longer', () => {
    const rows = gaussian(12, 14, 7);
    const faces = facesOf(rows)!;
    const distances = byWolfe(rows.to2DArray());
    faces.affineDistances.forEach((affine, k) => {
      // Least squares on the differences to one of the others: the residual is the distance to their affine hull.
      const others = rows.to2DArray().filter((_, j) => j !== k);
      const base = others[0]!;
      const directions = new Matrix(others.slice(1).map(row => row.map((x, a) => x - base[a]!))).transpose();
      const offset = Matrix.columnVector(rows.getRow(k).map((x, a) => x - base[a]!));
      const { q } = thinQr(directions);
      const rest = Matrix.sub(offset, q.mmul(q.transpose().mmul(offset))).norm();
      expect(Math.abs(affine / rest - 1)).toBeLessThan(1e-10);
      expect(affine).toBeLessThanOrEqual(distances[k]! * (1 + 1e-10));
    });
  });

  it('stops with a lower bound that is enough', () => {
    const rows = gaussian(12, 14, 8);
    const faces = facesOf(rows)!;
    byWolfe(rows.to2DArray()).forEach((exact, k) => {
      const bound = distanceToFace(faces, k, exact * 0.9)!;
      expect(bound).toBeGreaterThanOrEqual(exact * 0.9);
      expect(bound).toBeLessThanOrEqual(exact * (1 + 1e-10));
    });
  });
});
