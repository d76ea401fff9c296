/** A number that is estimated, how, and how far it may be off. */
export interface Estimate {
  readonly value: number;
  /** Largest relative error, with the confidence that `method` states */
  readonly bound: number;
  readonly method: string;
}

/** How many standard errors a bound is: 99.7% of normal errors are within. */
export const STANDARD_ERRORS = 3;

/** Mean of independent samples, and its relative bound. */
export function estimateOf(samples: readonly number[]): Pick<Estimate, 'value' | 'bound'> {
  const n = samples.length;
  const value = samples.reduce((sum, x) => sum + x, 0) / n;
  const variance = samples.reduce((sum, x) => sum + (x - value) ** 2, 0) / (n - 1);
  return { value, bound: (STANDARD_ERRORS * Math.sqrt(variance / n)) / Math.abs(value) };
}
