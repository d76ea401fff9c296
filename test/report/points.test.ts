import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Point, rounded, series, thinned } from '../../report/points.js';

describe('series', () => {
  it('has the values that are there and finite, with six digits', () => {
    const values = [1 / 3, undefined, Number.NaN, Number.POSITIVE_INFINITY, 1e-12 / 7];
    const records = values.map((value, epoch) => ({ epoch, value }));
    expect(series(records, ({ value }) => value)).toEqual([
      [0, 0.333333],
      [4, 1.42857e-13],
    ]);
  });

  it('breaks the line where another fit counts its epochs from 0', () => {
    const records = [0, 1, 0, 1].map(epoch => ({ epoch }));
    expect(series(records, ({ epoch }) => epoch + 1)).toEqual([
      [0, 1],
      [1, 2],
      [1, null],
      [0, 1],
      [1, 2],
    ]);
  });
});

describe('thinned', () => {
  const points = (values: readonly number[]) => values.map((value, i): Point => [i, value]);

  it('leaves short curves as they are', () => {
    const short = points([3, 1, 2]);
    expect(thinned(short, 3)).toEqual(short);
  });

  it('keeps both ends and the extremes, in order, within the bound', () => {
    const curve = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 11,
      maxLength: 300,
    });
    fc.assert(
      fc.property(curve, values => {
        const all = points(values);
        const kept = thinned(all, 10);
        const heights = kept.map(([, value]) => value!);
        expect(kept.length).toBeLessThanOrEqual(10);
        expect([kept[0], kept.at(-1)]).toEqual([all[0], all.at(-1)]);
        expect(kept.map(([x]) => x)).toEqual(kept.map(([x]) => x).sort((a, b) => a - b));
        expect(Math.max(...heights)).toBe(Math.max(...values));
        expect(Math.min(...heights)).toBe(Math.min(...values));
      }),
    );
  });
});

describe('rounded', () => {
  it('is within half a unit of the last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-200, max: 1e200, noNaN: true }), value => {
        expect(Math.abs(rounded(value) - value)).toBeLessThanOrEqual(0.5e-5 * value * (1 + 1e-9));
      }),
    );
  });
});
