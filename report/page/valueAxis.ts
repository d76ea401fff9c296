import type { Scale } from '../metricGroups.js';
import { shortNumber } from './format.js';
import { linearTicks, logTicks, roundAbove, roundBelow } from './ticks.js';

/** How values are laid on the axis of one chart. Its ends are 1, 2 or 5 times a power of ten, or multiples of that. */
export interface ValueAxis {
  readonly logarithmic: boolean;
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  /** Where on the axis a value is drawn. Values without a logarithm, or far below, are at the lower end */
  place(value: number): number;
  label(position: number): string;
}

/** Values of predictions that lie more decades below the measured ones do not stretch the axis. */
const DECADES_BELOW = 3;

/** What is smaller is a zero with the rounding of float64: decades below it show nothing. */
const ROUNDING = 1e-12;

/** Part of the axis below the smallest value, where others are that cannot be shown. */
const END = 0.15;

/** A linear axis is at least this long, relative to its values: shorter ones would show the rounding of float32. */
const SHORTEST = 1e-5;

/** The value that the axis is about. */
export function shownValue(scale: Scale, value: number): number {
  return scale === 'shortfall' ? 1 - value : value;
}

/** What the axis is about, by the id of the metric. */
export function shownName(scale: Scale, id: string): string {
  return scale === 'shortfall' ? `1 − ${id}` : id;
}

/**
 * The axis for these values, already through {@link shownValue}.
 *
 * @param measured values that must be on the axis; @param others predictions
 */
export function valueAxis(scale: Scale, measured: readonly number[], others: readonly number[]): ValueAxis {
  return scale === 'linear' ? linearAxis([...measured, ...others]) : logAxis(measured, others);
}

/** A linear axis for these values. */
export function linearAxis(values: readonly number[]): ValueAxis {
  const [low, high] = [smallest(values, 0), largest(values, 1)];
  const missing = SHORTEST * Math.max(1, Math.abs(low), Math.abs(high)) - (high - low);
  const ticks = linearTicks(low - Math.max(0, missing / 2), high + Math.max(0, missing / 2));
  return {
    logarithmic: false,
    min: ticks[0]!,
    max: ticks.at(-1)!,
    ticks,
    place: value => value,
    label: value => shortNumber(value, 7),
  };
}

function logAxis(measured: readonly number[], others: readonly number[]): ValueAxis {
  const positive = measured.filter(value => value > ROUNDING);
  const least = smallest(positive, 1e-3);
  const cut = Math.max(ROUNDING, least / 10 ** DECADES_BELOW);
  // All of a prediction that begins above the cut, and not only a part of its line.
  const near = others.some(value => value > cut) ? others.filter(value => value > cut / 10) : [];
  const shown = [...positive, ...near];
  const low = roundBelow(smallest(shown, 1e-3));
  const high = roundAbove(largest(shown, 1));
  const below = [...measured, ...others].filter(value => value < low * (1 - 1e-9));
  // The label of the end needs a place of its own.
  const end = roundBelow(low / Math.max(2, (high / low) ** END));
  const min = below.length > 0 || high <= low ? end : low;
  const atEnd = below.some(value => value > ROUNDING) ? `≤ ${shortNumber(min)}` : '0';
  return {
    logarithmic: true,
    min,
    max: high,
    ticks: below.length > 0 ? [min, ...logTicks(low, high)] : logTicks(min, high),
    place: value => Math.max(value, min),
    label: position => (below.length > 0 && position <= min * 1.001 ? atEnd : shortNumber(position)),
  };
}

function smallest(values: readonly number[], otherwise: number): number {
  return values.length === 0 ? otherwise : values.reduce((a, b) => Math.min(a, b));
}

function largest(values: readonly number[], otherwise: number): number {
  return values.length === 0 ? otherwise : values.reduce((a, b) => Math.max(a, b));
}
