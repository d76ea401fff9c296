/** The value below which a share `q` of the values lies, interpolated between neighbors. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const rest = at - below;
  return rest === 0 ? sorted[below]! : sorted[below]! * (1 - rest) + sorted[below + 1]! * rest;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
