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
