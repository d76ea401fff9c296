import { type Absent, absent } from './metric.js';

/** The classes for which an angle is undefined, as a reason; null where every norm is positive. */
export function withoutDirection(norms: readonly number[], what: string): Absent | null {
  const zero = norms.flatMap((norm, k) => (norm > 0 ? [] : [k]));
  return zero.length === 0
    ? null
    : absent(`${what} of class ${zero.join(', ')} is zero and has no direction`);
}
