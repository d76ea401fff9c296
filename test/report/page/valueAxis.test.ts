import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearTicks, logTicks, roundAbove, roundBelow } from '../../../report/page/ticks.js';
import { linearAxis, valueAxis } from '../../../report/page/valueAxis.js';

/** 1, 2 or 5 of 1.00e-7, 2.00e+3 ... */
const mantissa = (value: number) => Number(value.toExponential(6).split('e')[0]);
const positive = fc.double({ min: 1e-10, max: 1e10, noNaN: true });

describe('round numbers', () => {
  it.each([
    [0.3, 0.2, 0.5],
    [0.5, 0.5, 0.5],
    [1, 1, 1],
    [0.1 + 0.2, 0.2, 0.5],
    [99, 50, 100],
    [6e-7, 5e-7, 1e-6],
  ])('%d lies between %d and %d', (value, below, above) => {
    expect([roundBelow(value), roundAbove(value)]).toEqual([below, above]);
  });

  it('are the nearest 1, 2 or 5 times a power of ten', () => {
    fc.assert(
      fc.property(positive, value => {
        const [below, above] = [roundBelow(value), roundAbove(value)];
        expect([1, 2, 5]).toContain(mantissa(below));
        expect([1, 2, 5]).toContain(mantissa(above));
        expect(below <= value * (1 + 1e-8) && above >= value * (1 - 1e-8)).toBe(true);
        expect(above / below).toBeLessThanOrEqual(2.5 * (1 + 1e-8));
      }),
    );
  });

  it('divide a linear axis into at most seven parts of 1, 2 or 5, and cover the range', () => {
    expect(linearTicks(0, 2.4)).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
    expect(linearTicks(-0.11, 0.88)).toEqual([-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(0, 3, 1)).toEqual([0, 1, 2, 3]);
    expect(linearTicks(7, 7, 1)).toEqual([7, 8]);
    // A range below the digits of a tick.
    const tiny: [number, number] = [999.9999999984718, 2.5282247406721585e-9];
    fc.assert(
      fc.property(fc.double({ min: -1e3, max: 1e3, noNaN: true }), positive, (low, length) => {
        const ticks = linearTicks(low, low + length);
        const step = ticks[1]! - ticks[0]!;
        expect(ticks.length).toBeLessThanOrEqual(8);
        // Where the step is as small as the rounding of the ends, its digits are not those of a round number.
        if (length > 1e-6) expect([1, 2, 5]).toContain(Math.round(mantissa(step) * 100) / 100);
        expect(
          ticks[0]! <= low + 1e-8 * step + 1e-9 && ticks.at(-1)! >= low + length - 1e-8 * step - 1e-9,
        ).toBe(true);
      }),
      { examples: [tiny] },
    );
  });

  it('divide a logarithmic axis by 1, 2 and 5 over few decades, and by powers of ten over many', () => {
    expect(logTicks(0.2, 1)).toEqual([0.2, 0.5, 1]);
    expect(logTicks(0.02, 5)).toEqual([0.1, 1]);
    expect(logTicks(1e-6, 1)).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1]);
    expect(logTicks(1e-12, 1)).toHaveLength(7);
  });
});

describe('the axis of a chart', () => {
  it('ends at round numbers', () => {
    expect(valueAxis('log', [0.31, 0.9], [])).toMatchObject({ min: 0.2, max: 1, ticks: [0.2, 0.5, 1] });
  });

  it('shows what cannot be shown at its lower end', () => {
    const axis = valueAxis('log', [0.31, 0.9], [0]);
    expect([axis.min, axis.place(0), axis.label(axis.min)]).toEqual([0.1, 0.1, '0']);
    const far = valueAxis('log', [0.31, 0.9], [1e-6]);
    expect([far.place(1e-6), far.label(far.min)]).toEqual([0.1, '≤ 0.1']);
  });

  it('does not draw rounding over decades', () => {
    const axis = valueAxis('log', [1e-17, 3e-15, 1e-16], []);
    expect(axis.max / axis.min).toBeLessThanOrEqual(1e4);
    expect([1e-17, 3e-15].map(axis.place)).toEqual([axis.min, axis.min]);
    expect(axis.label(axis.min)).toBe('0');
    const noise = linearAxis([0.1, 0.1 + 1e-9, 0.1 - 1e-9]);
    expect(noise.max - noise.min).toBeGreaterThanOrEqual(1e-5);
  });

  it('shows all of a prediction, or nothing of it', () => {
    const axis = valueAxis('log', [1e-3, 1], [0.9e-6, 1.1e-6]);
    expect(axis.place(0.9e-6)).toBe(0.9e-6);
  });

  it('has a length where all values are one', () => {
    for (const value of [0, 1, 1e-20, 5]) {
      for (const scale of ['log', 'linear', 'shortfall'] as const) {
        const { min, max, ticks } = valueAxis(scale, [value], []);
        expect(max).toBeGreaterThan(min);
        expect(ticks.length).toBeGreaterThan(0);
      }
    }
  });
});
