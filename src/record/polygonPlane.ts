import { type Absent, absent } from '../base/absent.js';
import { Matrix, symmetricEigen } from '../linalg/dense.js';
import { product } from '../linalg/product.js';
import type { Geometry } from '../metrics/geometry.js';
import { squaredNorms } from '../statistics/centeredMeans.js';

/** A plane through the center of the class means, on which every class has a place of its own. */
export interface PolygonPlane {
  /** m_G (d), what the coordinates are counted from */
  readonly center: readonly number[];
  /** Two orthonormal directions (2×d); the second is zeros where the means lie on a line, as two always do */
  readonly directions: readonly [number[], number[]];
  /** Share of tr Σ_B along each */
  readonly shares: readonly [number, number];
}

/** Squared lengths below this share of the largest are rounding: class means are float32. */
const ROUNDING = 1e-12;

/**
 * The plane that shows class k nearest to corner k of a regular polygon. With the corners P (K×2) and the centered means
 * C (K×d), the directions are the orthonormal U (d×2) with the least ‖C − s P Uᵀ‖_F, for every s > 0: the polar factor of
 * CᵀP. If the means are a simplex ETF or an orthogonal frame, every one of them is at its corner.
 *
 * Principal directions would not do: the better the collapse, the more alike the eigenvalues of Σ_B, and the plane of two
 * eigenvectors shows a few classes and hides the others at the center.
 */
export function polygonPlane(
  means: Matrix,
  { weights, centeredMeans, betweenTrace }: Pick<Geometry, 'weights' | 'centeredMeans' | 'betweenTrace'>,
): PolygonPlane | Absent {
  if (!(betweenTrace > 0)) return absent('all class means coincide');
  const turned = product(centeredMeans.transpose(), new Matrix(polygonCorners(centeredMeans.rows)));
  const least = ROUNDING * centeredMeans.rows * betweenTrace;
  const directions = orthonormal(turned, least) ?? alongLongest(centeredMeans);
  const shareOf = (direction: readonly number[]) =>
    weights.reduce((sum, w, k) => sum + w * along(centeredMeans, k, direction) ** 2, 0) / betweenTrace;
  return {
    center: means.getRow(0).map((x, j) => x - centeredMeans.get(0, j)),
    directions,
    shares: [shareOf(directions[0]), shareOf(directions[1])],
  };
}

/** Corner k of the regular polygon (K×2): clockwise, the first one at the top; of two, the first one at the left. */
export function polygonCorners(classes: number): [x: number, y: number][] {
  const top = classes === 2 ? Math.PI : Math.PI / 2;
  return Array.from({ length: classes }, (_, k) => {
    const angle = top - (2 * Math.PI * k) / classes;
    return [Math.cos(angle), Math.sin(angle)];
  });
}

/** B (BᵀB)^(−1/2) by columns; one direction where B has rank 1, undefined where it is zero up to `least`, squared. */
function orthonormal(turned: Matrix, least: number): [number[], number[]] | undefined {
  const { values, vectors } = symmetricEigen(product(turned.transpose(), turned));
  const [high, low] = values[0]! >= values[1]! ? [0, 1] : [1, 0];
  if (!(values[high]! > least)) return undefined;
  const unit = (i: number) => {
    const image = product(turned, new Matrix(vectors.getColumn(i).map(x => [x]))).getColumn(0);
    return image.map(x => x / Math.sqrt(values[i]!));
  };
  const main = unit(high);
  if (!(values[low]! > ROUNDING * values[high]!)) return [oriented(main, turned), main.map(() => 0)];
  const second = unit(low);
  const [right, up] = [0, 1].map(axis =>
    main.map((x, j) => x * vectors.get(axis, high) + second[j]! * vectors.get(axis, low)),
  );
  return [right!, up!];
}

/** The sign with which the corners are on their sides. */
function oriented(direction: number[], turned: Matrix): number[] {
  const side = direction.reduce((sum, x, j) => sum + x * (turned.get(j, 0) + turned.get(j, 1)), 0);
  return side < 0 ? direction.map(x => -x) : direction;
}

/** Where the means have no part of a polygon at all: the direction of the longest. */
function alongLongest(centeredMeans: Matrix): [number[], number[]] {
  const lengths = squaredNorms(centeredMeans).map(Math.sqrt);
  const length = Math.max(...lengths);
  const longest = centeredMeans.getRow(lengths.indexOf(length));
  return [longest.map(x => x / length), longest.map(() => 0)];
}

function along(rows: Matrix, k: number, direction: readonly number[]): number {
  return rows.getRow(k).reduce((sum, x, j) => sum + x * direction[j]!, 0);
}
