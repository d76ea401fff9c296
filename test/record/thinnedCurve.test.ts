import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_POINTS, type Point, ThinnedCurve } from '../../src/record/thinnedCurve.js';

/** The points of a curve with these values at epochs 0, 1, 2... */
function pointsOf(values: readonly number[]): Point[] {
  const curve = new ThinnedCurve();
  values.forEach((value, epoch) => {
    curve.add(epoch, epoch, value);
  });
  return curve.points();
}

describe('ThinnedCurve', () => {
  it('has all points of a short training', () => {
    const values = Array.from({ length: MOST_POINTS }, (_, i) => Math.sin(i));
    expect(pointsOf(values)).toEqual(values.map((value, epoch) => [epoch, value]));
  });

  it('keeps both ends and the extremes, in order, within the bound, however long it is', () => {
    const shape = fc.record({
      length: fc.integer({ min: 1, max: 20_000 }),
      peaks: fc.array(fc.tuple(fc.nat(), fc.double({ min: -1e6, max: 1e6, noNaN: true })), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(shape, ({ length, peaks }) => {
        const values = Array.from({ length }, (_, i) => Math.sin(i / 7));
        for (const [at, height] of peaks) values[at % length] = height;
        const kept = pointsOf(values);
        const heights = kept.map(([, value]) => value!);
        expect(kept.length).toBeLessThanOrEqual(MOST_POINTS);
        expect([kept[0], kept.at(-1)]).toEqual([
          [0, values[0]],
          [length - 1, values[length - 1]],
        ]);
        expect(kept.map(([x]) => x)).toEqual(kept.map(([x]) => x).sort((a, b) => a - b));
        expect(Math.max(...heights)).toBe(values.reduce((a, b) => Math.max(a, b)));
        expect(Math.min(...heights)).toBe(values.reduce((a, b) => Math.min(a, b)));
        for (const [epoch, value] of kept) expect(value).toBe(values[epoch]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('shows the beginning of a long training as finely as its end', () => {
    const kept = pointsOf(Array.from({ length: 50_000 }, (_, i) => Math.sin(i)));
    const gaps = kept.slice(1).map(([epoch], i) => epoch - kept[i]![0]);
    expect(Math.max(...gaps.slice(0, 100))).toBeLessThan(400);
    expect(Math.max(...gaps)).toBeLessThan(400);
  });

  it('breaks the line where another fit counts its epochs from 0, also when thinned', () => {
    const curve = new ThinnedCurve();
    [0, 1, 0, 1].forEach((epoch, at) => {
      curve.add(at, epoch, at + 1);
    });
    expect(curve.points()).toEqual([
      [0, 1],
      [1, 2],
      [1, null],
      [0, 3],
      [1, 4],
    ]);
    const long = new ThinnedCurve();
    for (let at = 0; at < 6000; at++) long.add(at, at % 2000, at);
    expect(long.points().filter(([, value]) => value === null)).toHaveLength(2);
    expect(long.points().length).toBeLessThanOrEqual(MOST_POINTS);
  });
});
