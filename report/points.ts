/** Epoch and value; a value of null breaks the line. */
export type Point = readonly [epoch: number, value: number | null];

/** Longer curves are thinned out: a screen shows no more. */
const MOST_POINTS = 1000;

/** Digits that are kept: more than any screen shows, less than float32 has. */
const DIGITS = 6;

/** The values over the epochs where there are any, at most {@link MOST_POINTS} of them. */
export function series<T extends { readonly epoch: number }>(
  records: readonly T[],
  valueIn: (record: T) => number | undefined,
  digits = DIGITS,
): Point[] {
  const points: Point[] = [];
  let last = -1;
  for (const record of records) {
    const value = valueIn(record);
    if (typeof value !== 'number' || !Number.isFinite(value)) continue;
    // Another fit with the same callback counts its epochs from 0 again.
    if (record.epoch <= last) points.push([last, null]);
    points.push([record.epoch, rounded(value, digits)]);
    last = record.epoch;
  }
  return thinned(points, MOST_POINTS);
}

/** Of every stretch the smallest and the largest value, in their order, and both ends: peaks stay. */
export function thinned(points: readonly Point[], most: number): Point[] {
  if (points.length <= most) return [...points];
  const inner = points.slice(1, -1);
  const stretches = Math.floor((most - 2) / 2);
  const kept: Point[] = [points[0]!];
  for (let i = 0; i < stretches; i++) {
    const from = Math.floor((i * inner.length) / stretches);
    const to = Math.floor(((i + 1) * inner.length) / stretches);
    kept.push(...extremes(inner.slice(from, to)));
  }
  return [...kept, points.at(-1)!];
}

function extremes(stretch: readonly Point[]): Point[] {
  const gap = stretch.find(([, value]) => value === null);
  const values = stretch.filter(([, value]) => value !== null);
  if (values.length === 0) return gap ? [gap] : [];
  const least = values.reduce((a, b) => (b[1]! < a[1]! ? b : a));
  const most = values.reduce((a, b) => (b[1]! > a[1]! ? b : a));
  const kept = new Set([least, most, ...(gap ? [gap] : [])]);
  return stretch.filter(point => kept.has(point));
}

/** To {@link DIGITS} significant digits, which keeps files small. */
export function rounded(value: number, digits = DIGITS): number {
  return Number(value.toPrecision(digits));
}
