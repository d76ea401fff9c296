/** a_i + b_i in float64: the number that two float32 numbers stand for. A loop, since there may be tens of millions. */
export function sumOf(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(a.length);
  for (let i = 0; i < sums.length; i++) sums[i] = a[i]! + b[i]!;
  return sums;
}
