import { squaredDifference } from '../linalg/flatKernels.js';
import { frobeniusNorm, rowOf, type Table } from '../linalg/table.js';

/** ‖A‖_F and ‖B‖_F, where they are known already. */
export interface KnownNorms {
  readonly a?: number;
  readonly b?: number;
}

/**
 * ‖ A/‖A‖_F − B/‖B‖_F ‖_F: distance of two tables of one shape up to scale, between 0 and 2; NaN if one of them is
 * zero. Makes no third table: A and B may be Gram matrices of thousands of classes.
 */
export function scaleFreeDistance(a: Table, b: Table, norms: KnownNorms = {}): number {
  const scaleOfA = 1 / (norms.a ?? frobeniusNorm(a));
  const scaleOfB = 1 / (norms.b ?? frobeniusNorm(b));
  const bufferOfA = new Float64Array(a.columns);
  const bufferOfB = new Float64Array(a.columns);
  let squares = 0;
  for (let i = 0; i < a.rows; i++) {
    squares += squaredDifference(rowOf(a, i, bufferOfA), rowOf(b, i, bufferOfB), scaleOfA, scaleOfB);
  }
  return Math.sqrt(squares);
}
