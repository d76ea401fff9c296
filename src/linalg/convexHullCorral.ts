import { addScaled } from './flatKernels.js';
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
  readonly members: number[] = [];
  /** λ_i */
  lambda: number[] = [];
  /** p_i − o of the members */
  private readonly differences: Float64Array[] = [];
  /** x */
  point: Float64Array;
  private readonly qr: GrowingQr;

  constructor(
    private readonly points: readonly Float64Array[],
    /** o */
    private readonly from: Float64Array,
    start: number,
    /** s, of the size of the points */
    private readonly scale: number,
  ) {
    this.point = this.relative(start);
    this.qr = new GrowingQr(this.point.length + 1);
    this.append(start);
    this.members.push(start);
    this.lambda.push(1);
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
      // A point that has just come, with weight 0, may be wanted with weight 0: it goes again.
      const longest = lambda > 0 ? lambda / (lambda - mu) : 0;
      if (mu <= 0 && longest <= step) {
        step = longest;
        leaving = i;
      }
    });
    this.lambda = this.lambda.map((lambda, i) => (i === leaving ? 0 : lambda + step * (target[i]! - lambda)));
    this.members.splice(leaving, 1);
    this.lambda.splice(leaving, 1);
    this.differences.splice(leaving, 1);
    this.qr.remove(leaving);
  }

  private append(index: number): boolean {
    const difference = this.relative(index);
    const column = new Float64Array(difference.length + 1);
    column.set(difference);
    column[difference.length] = this.scale;
    const isNew = this.qr.append(column);
    if (isNew) this.differences.push(difference);
    return isNew;
  }

  /** p_j − o */
  private relative(index: number): Float64Array {
    const difference = this.points[index]!.slice();
    addScaled(difference, -1, this.from);
    return difference;
  }

  /** μ: RᵀR u = 1, normalized. */
  private affineMinimum(): number[] {
    const u = this.qr.solveNormal(new Array<number>(this.members.length).fill(1));
    const total = u.reduce((sum, x) => sum + x, 0);
    return u.map(x => x / total);
  }

  private updatePoint(): void {
    this.point.fill(0);
    for (let i = 0; i < this.lambda.length; i++) addScaled(this.point, this.lambda[i]!, this.differences[i]!);
  }
}
