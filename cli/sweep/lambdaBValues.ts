import { optionError, readLambdaB, toNumber } from '../options/values.js';

const REQUIREMENT =
  'values between commas (numbers of at least 0, inf), or a log range from:to:n with positive ends and n ≥ 2';
/** A table longer than this is a slip of the keyboard. */
const MAX_POINTS = 10_000;

/** The values of `--lambda-b` of a sweep, ascending and each once: `0,0.1,inf`, or `1e-3:10:21` spaced evenly in log. */
export function readLambdaBValues(text: string | undefined): number[] {
  if (text === undefined) throw optionError('lambda-b', REQUIREMENT, undefined);
  const values = new Set<number>();
  for (const part of text.split(',')) {
    for (const value of part.includes(':') ? logRange(part, text) : [one(part, text)]) values.add(value);
    if (values.size > MAX_POINTS) throw optionError('lambda-b', `at most ${MAX_POINTS} values`, text);
  }
  return [...values].sort((a, b) => a - b);
}

function one(part: string, text: string): number {
  try {
    return readLambdaB('lambda-b', part);
  } catch {
    throw optionError('lambda-b', REQUIREMENT, text);
  }
}

function logRange(part: string, text: string): number[] {
  const [from = Number.NaN, to = Number.NaN, points = Number.NaN, ...more] = part.split(':').map(toNumber);
  const ends = from > 0 && to > 0 && Number.isFinite(from) && Number.isFinite(to);
  const counted = Number.isSafeInteger(points) && points >= 2 && points <= MAX_POINTS;
  if (!ends || !counted || more.length > 0) throw optionError('lambda-b', REQUIREMENT, text);
  const step = Math.log(to / from) / (points - 1);
  // The last value is the given one, not e^(log).
  return Array.from({ length: points }, (_, i) => (i === points - 1 ? to : from * Math.exp(i * step)));
}
