import { addScaled, flatDot } from './flatKernels.js';

/** A = QR of a matrix that gains and loses columns; Q has orthonormal columns, R is upper triangular. */
export class GrowingQr {
  /** Columns of Q */
  private readonly basis: Float64Array[] = [];
  /** Column i of R has i + 1 entries. */
  private readonly factors: number[][] = [];

  constructor(private readonly rows: number) {}

  /** Adds a column, orthogonalized twice; false, and nothing changes, if it depends on the others to rounding. */
  append(given: Float64Array): boolean {
    if (this.basis.length >= this.rows) return false;
    const column = given.slice();
    const size = Math.sqrt(flatDot(column, column));
    const factor = this.basis.map(() => 0);
    for (let pass = 0; pass < 2; pass++) {
      this.basis.forEach((q, i) => {
        const product = flatDot(q, column);
        addScaled(column, -product, q);
        factor[i]! += product;
      });
    }
    const rest = Math.sqrt(flatDot(column, column));
    if (!(rest > 1e-13 * size)) return false;
    this.basis.push(column.map(x => x / rest));
    this.factors.push([...factor, rest]);
    return true;
  }

  /** Drops a column; rotations make R triangular again. */
  remove(position: number): void {
    this.factors.splice(position, 1);
    for (let i = position; i < this.factors.length; i++) {
      const [a, b] = [this.factors[i]![i]!, this.factors[i]![i + 1]!];
      const length = Math.hypot(a, b);
      this.rotate(i, a / length, b / length);
      this.factors[i]!.length = i + 1;
    }
    this.basis.pop();
  }

  /** Rotates rows i and i + 1 of R, from column i on, and columns i and i + 1 of Q. */
  private rotate(i: number, cos: number, sin: number): void {
    for (let j = i; j < this.factors.length; j++) {
      const column = this.factors[j]!;
      const [a, b] = [column[i]!, column[i + 1]!];
      column[i] = cos * a + sin * b;
      column[i + 1] = cos * b - sin * a;
    }
    const p = this.basis[i]!;
    const q = this.basis[i + 1]!;
    for (let row = 0; row < p.length; row++) {
      const [a, b] = [p[row]!, q[row]!];
      p[row] = cos * a + sin * b;
      q[row] = cos * b - sin * a;
    }
  }

  /** u with RᵀR u = right */
  solveNormal(right: readonly number[]): number[] {
    const u = [...right];
    for (let i = 0; i < u.length; i++) {
      const column = this.factors[i]!;
      for (let j = 0; j < i; j++) u[i]! -= column[j]! * u[j]!;
      u[i]! /= column[i]!;
    }
    for (let i = u.length - 1; i >= 0; i--) {
      const column = this.factors[i]!;
      u[i]! /= column[i]!;
      for (let j = 0; j < i; j++) u[j]! -= column[j]! * u[i]!;
    }
    return u;
  }
}

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
