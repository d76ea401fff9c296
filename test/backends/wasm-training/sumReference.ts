/** Sum over some axes, in float64. */
export function referenceSum(x: ArrayLike<number>, shape: number[], axes: number[]): Float64Array {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const out = new Float64Array(kept.reduce((product, size) => product * size, 1));
  for (let i = 0; i < x.length; i++) {
    let rest = i;
    let to = 0;
    let stride = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const index = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      if (!axes.includes(axis)) to += index * stride;
      stride *= kept[axis]!;
    }
    out[to]! += x[i]!;
  }
  return out;
}
