import type { Scale } from '../metricGroups.js';
import { decadeText, shortNumber } from './format.js';

/** How values are laid on the axis of one chart. */
export interface ValueAxis {
  readonly logarithmic: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Where on the axis a value is drawn. Values without a logarithm, or far below, are at the lower end */
  place(value: number): number;
  label(position: number): string;
}

/** Values of predictions that lie more decades below the measured ones do not stretch the axis. */
const DECADES_BELOW = 3;

/** A prediction of this size is one of zero, computed in float64. */
const ROUNDING = 1e-12;

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
  if (scale === 'linear')
    return { logarithmic: false, place: value => value, label: value => shortNumber(value) };
  const positive = measured.filter(value => value > 0);
  const least = positive.length > 0 ? positive.reduce((a, b) => Math.min(a, b)) : 1e-3;
  const near = others.filter(value => value > 0 && value >= least / 10 ** DECADES_BELOW);
  const shown = [...positive, ...near];
  const decades = shown.map(value => Math.log10(value));
  const [low, high] = [Math.floor(lowest(decades, -3) + 1e-9), Math.ceil(highest(decades, 0) - 1e-9)];
  const below = [...measured, ...others].filter(value => value < 10 ** low * (1 - 1e-9));
  const min = 10 ** (below.length > 0 ? low - 1 : low);
  const atEnd = below.some(value => value > ROUNDING) ? `≤ ${decadeText(min)}` : '0';
  return {
    logarithmic: true,
    min,
    max: 10 ** Math.max(high, low + 1),
    place: value => Math.max(value, min),
    label: position => (below.length > 0 && position <= min * 1.001 ? atEnd : decadeText(position)),
  };
}

function lowest(values: readonly number[], otherwise: number): number {
  return values.length === 0 ? otherwise : values.reduce((a, b) => Math.min(a, b));
}

function highest(values: readonly number[], otherwise: number): number {
  return values.length === 0 ? otherwise : values.reduce((a, b) => Math.max(a, b));
}
