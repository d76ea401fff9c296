/** y ≈ c xᵉ, fitted to logarithms by least squares. */
export interface PowerLaw {
  readonly exponent: number;
  /** Standard error of the exponent; 0 for two points */
  readonly standardError: number;
}

/** @param points [x, y], all positive, at least two different x */
export function fitPowerLaw(points: readonly (readonly [x: number, y: number])[]): PowerLaw {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const n = logs.length;
  const mean = (j: 0 | 1) => logs.reduce((sum, point) => sum + point[j], 0) / n;
  const [mx, my] = [mean(0), mean(1)];
  const sxx = logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const exponent = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / sxx;
  const rest = logs.reduce((sum, [x, y]) => sum + (y - my - exponent * (x - mx)) ** 2, 0);
  return { exponent, standardError: n > 2 ? Math.sqrt(rest / (n - 2) / sxx) : 0 };
}
