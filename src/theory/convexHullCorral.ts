import { addScaled } from '../linalg/flatKernels.js';
import { GrowingQr } from './growingQr.js';

/**
 * An affinely independent subset S of points with convex weights λ > 0, and x = Σ λ_i p_i.
 *
 * The point of aff S nearest to the origin has weights μ = u / Σ u with AᵀA u = 1, where the columns of A are (s, p_i):
 * AᵀA = s² 11ᵀ + PᵀP is positive definite (Wolfe 1976). A = QR is kept instead of the Cholesky factor of AᵀA: its
 * rounding error grows with the condition of A, not with its square.
 */
export class Corral {
  /** Indices of the points */
  members: number[] = [];
  /** λ_i */
  lambda: number[] = [];
  /** x */
  point: Float64Array;
  private readonly qr: GrowingQr;

  constructor(
    private readonly points: readonly Float64Array[],
    start: number,
    /** s, of the size of the points */
    private readonly scale: number,
  ) {
    this.point = points[start]!.slice();
    this.qr = new GrowingQr(this.point.length + 1);
    this.append(start);
    this.members = [start];
    this.lambda = [1];
  }

  /** Adds a point with weight 0; false if it is in the affine hull already, to rounding. */
  add(index: number): boolean {
    if (this.members.includes(index) || !this.append(index)) return false;
    this.members.push(index);
    this.lambda.push(0);
    return true;
  }

  /** Moves x to the minimum over aff S; where that is outside conv S, drops points until it is inside. */
  moveToMinimum(): void {
    for (;;) {
      const target = this.affineMinimum();
      if (target.every(mu => mu > 0) || this.members.length === 1) {
        this.lambda = target;
        break;
      }
      this.moveToBoundary(target);
    }
    this.updatePoint();
  }

  /** As far towards `target` as all weights stay non-negative; the points whose weight is zero there leave. */
  private moveToBoundary(target: readonly number[]): void {
    let step = 1;
    let leaving = -1;
    target.forEach((mu, i) => {
      const lambda = this.lambda[i]!;
      if (mu <= 0 && lambda / (lambda - mu) <= step) {
        step = lambda / (lambda - mu);
        leaving = i;
      }
    });
    this.lambda = this.lambda.map((lambda, i) => (i === leaving ? 0 : lambda + step * (target[i]! - lambda)));
    this.members.splice(leaving, 1);
    this.lambda.splice(leaving, 1);
    this.qr.remove(leaving);
  }

  private append(index: number): boolean {
    const point = this.points[index]!;
    const column = new Float64Array(point.length + 1);
    column.set(point);
    column[point.length] = this.scale;
    return this.qr.append(column);
  }

  /** μ: RᵀR u = 1, normalised. */
  private affineMinimum(): number[] {
    const u = this.qr.solveNormal(new Array<number>(this.members.length).fill(1));
    const total = u.reduce((sum, x) => sum + x, 0);
    return u.map(x => x / total);
  }

  private updatePoint(): void {
    this.point = new Float64Array(this.point.length);
    this.members.forEach((index, i) => {
      addScaled(this.point, this.lambda[i]!, this.points[index]!);
    });
  }
}
