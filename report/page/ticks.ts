/** The largest of 1, 2 and 5 times a power of ten that is not above a positive value. */
export function roundBelow(value: number): number {
  return neighbor(value, candidates => candidates.findLast(it => it <= value * (1 + TOLERANCE))!);
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below a positive value. */
export function roundAbove(value: number): number {
  return neighbor(value, candidates => candidates.find(it => it >= value * (1 - TOLERANCE))!);
}

/** Of 0.3 = 0.1 + 0.2 in floating point, and the like. */
const TOLERANCE = 1e-9;

function neighbor(value: number, choose: (candidates: number[]) => number): number {
  const decade = Math.floor(Math.log10(value));
  return choose(
    [decade - 1, decade, decade + 1].flatMap(power => [1, 2, 5].map(m => Number(`${m}e${power}`))),
  );
}

/**
 * Multiples of 1, 2 or 5 times a power of ten, from the last one below a range to the first one above it.
 *
 * @param least the smallest step
 */
export function linearTicks(low: number, high: number, least = 0): number[] {
  const resolution = RESOLUTION * Math.max(Math.abs(low), Math.abs(high));
  const step = roundAbove(Math.max((high - low) / STEPS, least, resolution));
  const [from, to] = [Math.floor(low / step + TOLERANCE), Math.ceil(high / step - TOLERANCE)];
  // Not i·step, which is 0.30000000000000004 for the third of 0.1.
  const at = (i: number) => Number((i * step).toPrecision(12));
  return Array.from({ length: Math.max(to, from + 1) - from + 1 }, (_, i) => at(from + i));
}

const STEPS = 5;
/** Relative. Smaller steps would be lost in the 12 digits of a tick, and the ticks would not cover the range. */
const RESOLUTION = 1e-10;
const MOST_LOG = 7;

/** 1, 2 and 5 times powers of ten in a range of few decades, powers of ten in one of more. */
export function logTicks(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)) - 1, Math.ceil(Math.log10(high)) + 1];
  const decades = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const among = (mantissas: readonly number[], every = 1) =>
    decades
      .filter(power => power % every === 0)
      .flatMap(power => mantissas.map(m => Number(`${m}e${power}`)))
      .filter(value => value >= low * (1 - TOLERANCE) && value <= high * (1 + TOLERANCE));
  const fine = among([1, 2, 5]);
  return fine.length <= MOST_LOG ? fine : among([1], Math.ceil(among([1]).length / MOST_LOG));
}
