/**
 * Vector and matrix loops over flat float64 arrays, for inner loops: unrolled, so that an addition need
 * not wait for the one before. Sums are declared one by one: V8 boxes those of `let [a, b] = [0, 0]`, which makes a loop
 * two and a half times as slow.
 */

/** Σ_i a_i b_i */
export function flatDot(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (; i < n; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

/** Σ_i w_i a_i b_i */
export function weightedDot(w: Float64Array, a: Float64Array, b: Float64Array): number {
  const n = a.length;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    s0 += w[i]! * a[i]! * b[i]!;
    s1 += w[i + 1]! * a[i + 1]! * b[i + 1]!;
    s2 += w[i + 2]! * a[i + 2]! * b[i + 2]!;
    s3 += w[i + 3]! * a[i + 3]! * b[i + 3]!;
  }
  for (; i < n; i++) s0 += w[i]! * a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

/** Σ_i (αa_i − βb_i)² */
export function squaredDifference(a: Float64Array, b: Float64Array, alpha = 1, beta = 1): number {
  const n = a.length;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    const d0 = alpha * a[i]! - beta * b[i]!;
    const d1 = alpha * a[i + 1]! - beta * b[i + 1]!;
    const d2 = alpha * a[i + 2]! - beta * b[i + 2]!;
    const d3 = alpha * a[i + 3]! - beta * b[i + 3]!;
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; i < n; i++) s0 += (alpha * a[i]! - beta * b[i]!) ** 2;
  return s0 + s1 + (s2 + s3);
}

/** max_i |a_i|; 0 of no numbers */
export function largestEntry(a: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]!));
  return largest;
}

/** y ← y + αx; of a longer y, its first entries */
export function addScaled(y: Float64Array, alpha: number, x: Float64Array): void {
  const n = x.length;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    y[i]! += alpha * x[i]!;
    y[i + 1]! += alpha * x[i + 1]!;
    y[i + 2]! += alpha * x[i + 2]!;
    y[i + 3]! += alpha * x[i + 3]!;
  }
  for (; i < n; i++) y[i]! += alpha * x[i]!;
}

/** y ← y + Σ_i a_{p+i} r_{p+i} over four rows from p on */
export function addFourRows(
  y: Float64Array,
  a: Float64Array,
  rows: ReadonlyArray<Float64Array>,
  p: number,
): void {
  const [x0, x1, x2, x3] = [a[p]!, a[p + 1]!, a[p + 2]!, a[p + 3]!];
  if (x0 === 0 && x1 === 0 && x2 === 0 && x3 === 0) return;
  const [r0, r1, r2, r3] = [rows[p]!, rows[p + 1]!, rows[p + 2]!, rows[p + 3]!];
  for (let j = 0; j < y.length; j++) {
    y[j]! += x0 * r0[j]! + x1 * r1[j]! + (x2 * r2[j]! + x3 * r3[j]!);
  }
}

/** A matrix inside a flat array: entry (i, p) is at `at` + i·rowStride + p·columnStride. */
export interface StridedView {
  readonly data: Float64Array;
  readonly at: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/**
 * C ← C + L R for L (n×m) and row-major R (m×l), C (n×l), in blocks of two rows of C and four of R. Blocks whose factors
 * are zero are skipped: nonnegative factors are mostly zeros.
 */
export function addProduct(
  into: Float64Array,
  atInto: number,
  left: StridedView,
  right: Float64Array,
  atRight: number,
  [n, m, l]: readonly [number, number, number],
): void {
  const { data, at, rowStride: rs, columnStride: cs } = left;
  for (let i = 0; i < n; i += 2) {
    const row = atInto + i * l;
    const first = at + i * rs;
    const isPair = i + 1 < n;
    let p = 0;
    for (; p + 3 < m && isPair; p += 4) {
      const [a, b] = [first + p * cs, first + rs + p * cs];
      const r = atRight + p * l;
      addBlock(into, row, l, right, r, data, a, b, cs);
    }
    for (; p < m; p++) {
      const x = data[first + p * cs]!;
      addRow(into, row, l, right, atRight + p * l, x);
      if (isPair) addRow(into, row + l, l, right, atRight + p * l, data[first + rs + p * cs]!);
    }
  }
}

/** Two rows of the result, `row` and the next, from four rows of `right`. */
function addBlock(
  into: Float64Array,
  row: number,
  l: number,
  right: Float64Array,
  r0: number,
  data: Float64Array,
  a: number,
  b: number,
  cs: number,
): void {
  const x0 = data[a]!;
  const x1 = data[a + cs]!;
  const x2 = data[a + 2 * cs]!;
  const x3 = data[a + 3 * cs]!;
  const y0 = data[b]!;
  const y1 = data[b + cs]!;
  const y2 = data[b + 2 * cs]!;
  const y3 = data[b + 3 * cs]!;
  const noX = x0 === 0 && x1 === 0 && x2 === 0 && x3 === 0;
  if (noX && y0 === 0 && y1 === 0 && y2 === 0 && y3 === 0) return;
  const [r1, r2, r3] = [r0 + l, r0 + 2 * l, r0 + 3 * l];
  for (let j = 0; j < l; j++) {
    const q0 = right[r0 + j]!;
    const q1 = right[r1 + j]!;
    const q2 = right[r2 + j]!;
    const q3 = right[r3 + j]!;
    into[row + j]! += x0 * q0 + x1 * q1 + (x2 * q2 + x3 * q3);
    into[row + l + j]! += y0 * q0 + y1 * q1 + (y2 * q2 + y3 * q3);
  }
}

function addRow(
  into: Float64Array,
  row: number,
  l: number,
  right: Float64Array,
  r: number,
  factor: number,
): void {
  if (factor === 0) return;
  for (let j = 0; j < l; j++) into[row + j]! += factor * right[r + j]!;
}

/** Rᵀ (l×m, row-major) of a row-major R (m×l). */
export function transposeInto(into: Float64Array, from: Float64Array, m: number, l: number): void {
  for (let i = 0; i < m; i++) for (let j = 0; j < l; j++) into[j * m + i] = from[i * l + j]!;
}
