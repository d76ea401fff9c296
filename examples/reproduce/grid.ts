/** `count` numbers from `first` to `last` with equal ratios. */
export function logGrid(first: number, last: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first * (last / first) ** (i / (count - 1)));
}
