import type { Point } from '../src/record/thinnedCurve.js';

/** Digits that are kept: more than any screen shows, less than float32 has. */
const DIGITS = 6;

/** The same points with fewer digits. */
export function roundedPoints(points: readonly Point[], digits = DIGITS): Point[] {
  return points.map(([epoch, value]) => [epoch, value === null ? null : rounded(value, digits)]);
}

/** To {@link DIGITS} significant digits, which keeps files small. */
export function rounded(value: number, digits = DIGITS): number {
  return Number(value.toPrecision(digits));
}
