import { shortText } from '../src/base/describeValue.js';
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

const LONGEST_TEXT = 2000;
const LONGEST_NAME = 200;
const MOST = 1000;

/**
 * The same plain data with long texts, lists and tables cut. They come from files that other programs may have
 * written, and the page needs no more of them.
 */
export function bounded<T>(value: T): T {
  return cut(value) as T;
}

function cut(value: unknown): unknown {
  if (typeof value === 'string') return shortText(value, LONGEST_TEXT);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, MOST).map(cut);
  const entries = Object.entries(value).slice(0, MOST);
  return Object.fromEntries(entries.map(([name, inner]) => [shortText(name, LONGEST_NAME), cut(inner)]));
}
