/** `a · b` in float64, for matrices given as functions of row and column. */
export function referenceMatMul(
  [rows, inner, columns]: [number, number, number],
  a: (row: number, k: number) => number,
  b: (k: number, column: number) => number,
): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      for (let k = 0; k < inner; k++) out[i * columns + j]! += a(i, k) * b(k, j);
  return out;
}
