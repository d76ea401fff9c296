import { matrixFrom, thinSvd } from '../linalg/dense.js';

/** A number that is estimated, how, and how far it may be off. */
export interface Estimate {
  readonly value: number;
  /** Largest relative error, with the confidence that `method` states */
  readonly bound: number;
  readonly method: string;
}

/** How many standard errors a bound is: 99.7% of normal errors are within. */
export const STANDARD_ERRORS = 3;

/** Singular values below this share of the largest belong to controls that say nothing of their own. */
const DEPENDENT = 1e-6;

/**
 * The expectation of samples, with the help of control variates: numbers from the same draws whose expectation is known to
 * be zero. What of the samples is linear in them is no error (Owen 2013, section 8.9).
 *
 * @param samples n independent numbers
 * @param controls n rows of c numbers of expectation zero
 */
export function controlledMean(samples: readonly number[], controls: readonly (readonly number[])[]) {
  const n = samples.length;
  const width = (controls[0]?.length ?? 0) + 1;
  const design = matrixFrom(
    controls.flatMap(row => [1, ...row]),
    n,
    width,
  );
  const { left, values, right } = thinSvd(scaledColumns(design));
  const coordinates = left
    .transpose()
    .mmul(matrixFrom(samples, n, 1))
    .to1DArray();
  const kept = values.map((value, j) => (value > DEPENDENT * values[0]! ? coordinates[j]! : 0));
  // Column 0 is the intercept, scaled to √n.
  const value = kept.reduce((sum, x, j) => sum + (x === 0 ? 0 : (right.get(0, j) * x) / values[j]!), 0);
  const fitted = left.mmul(matrixFrom(kept, width, 1)).to1DArray();
  const rest = samples.reduce((sum, x, i) => sum + (x - fitted[i]!) ** 2, 0);
  return { value: value / Math.sqrt(n), standardError: Math.sqrt(rest / (n - width) / n) };
}

/** Columns of unit length; those of zeros stay. */
function scaledColumns(design: ReturnType<typeof matrixFrom>) {
  const lengths = Array.from({ length: design.columns }, (_, j) => Math.hypot(...design.getColumn(j)));
  return design.divRowVector(lengths.map(length => (length > 0 ? length : 1)));
}
