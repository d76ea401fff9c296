import { type Absent, absent } from './metric.js';

/**
 * Says which classes have no direction, so that an angle is undefined; null where every norm is above its limit.
 *
 * @param limits below which a norm is rounding, see `directionResolution`; default 0
 */
export function withoutDirection(
  norms: readonly number[],
  what: string,
  limits?: readonly number[],
): Absent | null {
  const zero = norms.flatMap((norm, k) => (norm > (limits?.[k] ?? 0) ? [] : [k]));
  if (zero.length === 0) return null;
  const isExact = zero.every(k => !(norms[k]! > 0));
  const how = isExact ? 'zero' : 'zero up to rounding';
  return absent(`${what} of class ${zero.join(', ')} is ${how} and has no direction`);
}

/** Whether no norm exceeds its limit, so that everything computed from the vectors would be rounding. */
export function areAllZero(norms: readonly number[], limits: readonly number[]): boolean {
  return norms.every((norm, k) => !(norm > limits[k]!));
}
