import { type Absent, absent } from './metric.js';

/**
 * The classes for which an angle is undefined, as a reason; null where every norm is above its limit.
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

/** Whether every norm is within its limit: then what is made of them is rounding. */
export function areAllZero(norms: readonly number[], limits: readonly number[]): boolean {
  return norms.every((norm, k) => !(norm > limits[k]!));
}
