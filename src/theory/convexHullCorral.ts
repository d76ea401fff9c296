/**
 * An affinely independent subset S of points with convex weights λ > 0, and x = Σ λ_i p_i.
 *
 * The point of aff S nearest to the origin has weights μ = u / Σ u with AᵀA u = 1, where the columns of A are (s, p_i):
 * AᵀA = s² 11ᵀ + PᵀP is positive definite (Wolfe 1976). A = QR is kept, orthogonalised twice, instead of the Cholesky factor of
 * AᵀA: its rounding error grows with the condition of A, not with its square.
 */
export class Corral {
  /** Indices of the points */
  members: number[] = [];
  /** λ_i */
  lambda: number[] = [];
  /** x */
  point: Float64Array;
  /** Columns of Q */
  private basis: Float64Array[] = [];
  /** Column i of R has i + 1 entries. */
  private factors: number[][] = [];

  constructor(
    private readonly points: readonly Float64Array[],
    start: number,
    /** s, of the size of the points */
    private readonly scale: number,
  ) {
    this.point = points[start]!.slice();
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
    this.remove(leaving);
  }

  private remove(position: number): void {
    const rest = this.members.slice(position + 1);
    this.members.splice(position);
    this.lambda.splice(position, 1);
    this.basis.length = position;
    this.factors.length = position;
    // The columns after it are orthogonalised anew: they were independent, and still are.
    for (const index of rest) {
      this.append(index);
      this.members.push(index);
    }
  }

  /** Adds a column to Q and R; false if it depends on the others to rounding. */
  private append(index: number): boolean {
    const point = this.points[index]!;
    const column = new Float64Array(point.length + 1);
    column.set(point);
    column[point.length] = this.scale;
    const size = norm(column);
    const factor = this.basis.map(() => 0);
    for (let pass = 0; pass < 2; pass++) {
      this.basis.forEach((q, i) => {
        let product = 0;
        for (let a = 0; a < q.length; a++) product += q[a]! * column[a]!;
        for (let a = 0; a < q.length; a++) column[a]! -= product * q[a]!;
        factor[i]! += product;
      });
    }
    const rest = norm(column);
    if (!(rest > 1e-13 * size)) return false;
    this.basis.push(column.map(x => x / rest));
    this.factors.push([...factor, rest]);
    return true;
  }

  /** μ: RᵀR u = 1, normalised. */
  private affineMinimum(): number[] {
    const n = this.factors.length;
    const u = new Array<number>(n).fill(1);
    for (let i = 0; i < n; i++) {
      const column = this.factors[i]!;
      for (let j = 0; j < i; j++) u[i]! -= column[j]! * u[j]!;
      u[i]! /= column[i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) u[i]! -= this.factors[j]![i]! * u[j]!;
      u[i]! /= this.factors[i]![i]!;
    }
    const total = u.reduce((sum, x) => sum + x, 0);
    return u.map(x => x / total);
  }

  private updatePoint(): void {
    this.point = new Float64Array(this.point.length);
    this.members.forEach((index, i) => {
      const p = this.points[index]!;
      for (let a = 0; a < p.length; a++) this.point[a]! += this.lambda[i]! * p[a]!;
    });
  }
}

function norm(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}
