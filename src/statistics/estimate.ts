import { Matrix, thinSvd } from '../linalg/dense.js';

/** A number that is estimated, how, and how far it may be off. */
export interface Estimate {
  /** The estimated number */
  readonly value: number;
  /** Largest relative error, with the confidence that `method` states */
  readonly bound: number;
  /** How it is estimated, and with what confidence `bound` holds */
  readonly method: string;
}

/** Relative error that float32 sums of thousands of terms may have: 2e-5 were seen on the wasm backend. */
export const FLOAT32_SUMS = 1e-4;

/** How many standard errors a bound is: 99.7% of normal errors are within. */
export const STANDARD_ERRORS = 3;

/**
 * Singular values below this share of the largest belong to controls that say nothing of their own: for a flat spectrum
 * they all say the same, and what they differ in is rounding, which must not get large coefficients.
 */
const DEPENDENT = 1e-2;

/**
 * The expectation of samples, with the help of control variates: numbers from the same draws whose expectation is known to
 * be zero. What of the samples is linear in them is no error (Owen 2013, section 8.9).
 *
 * @param samples n independent numbers
 * @param controls n rows of c numbers of expectation zero
 */
export function controlledMean(samples: readonly number[], controls: readonly (readonly number[])[]) {
  const center = mean(samples);
  const residuals = samples.map(x => x - center);
  const width = controls[0]?.length ?? 0;
  if (width === 0) return { value: center, standardError: errorOfMean(residuals, 1) };
  // Fitted to differences from the sample means: a mean is no direction that may be left out.
  const columns = new Matrix(controls.map(row => [...row])).transpose().to2DArray();
  const spreads = columns.map(column => column.map(x => x - mean(column)));
  const lengths = spreads.map(column => Math.hypot(...column) || 1);
  const design = new Matrix(spreads).transpose().divRowVector(lengths);
  const { left, values, right } = thinSvd(design);
  const coordinates = left.transpose().mmul(Matrix.columnVector(residuals)).to1DArray();
  const kept = coordinates.map((x, j) => (values[j]! > DEPENDENT * values[0]! ? x : 0));
  const coefficients = right
    .mmul(Matrix.columnVector(kept.map((x, j) => (x === 0 ? 0 : x / values[j]!))))
    .to1DArray();
  const value = columns.reduce(
    (sum, column, j) => sum - (coefficients[j]! / lengths[j]!) * mean(column),
    center,
  );
  const fitted = left.mmul(Matrix.columnVector(kept)).to1DArray();
  const rest = residuals.map((x, i) => x - fitted[i]!);
  return { value, standardError: errorOfMean(rest, 1 + width) };
}

/** Standard error of a mean from residuals of which so many numbers have been fitted. */
function errorOfMean(residuals: readonly number[], fitted: number): number {
  const n = residuals.length;
  return Math.sqrt(residuals.reduce((sum, x) => sum + x * x, 0) / (n - fitted) / n);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
