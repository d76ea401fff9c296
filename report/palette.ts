import { DIVERGING } from '../src/base/divergingColors.js';

/** Colors and font of the charts, which a canvas cannot take from the style sheet. */
export interface Theme {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly shade: string;
  /** Okabe and Ito's palette, in the order that stands out most on this ground */
  readonly series: readonly string[];
  /** From negative over 0 to positive; blue and orange differ with every kind of color vision */
  readonly diverging: readonly string[];
  readonly font: string;
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** On white */
export const LIGHT = {
  text: '#1b1f24',
  muted: '#57606a',
  line: '#e1e4e8',
  surface: '#ffffff',
  shade: 'rgba(0, 114, 178, 0.07)',
  series: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#1b1f24'],
  diverging: DIVERGING,
  font: FONT,
} as const satisfies Theme;

/** On nearly black */
export const DARK: Theme = {
  text: '#e6e9ec',
  muted: '#a3abb4',
  line: '#343b43',
  surface: '#1a1e23',
  shade: 'rgba(86, 180, 233, 0.10)',
  series: ['#56b4e9', '#e69f00', '#2bc49a', '#e39bc4', '#f0e442', '#ff8a3d', '#e6e9ec'],
  diverging: ['#9fd4ff', '#3f8fd0', '#24455f', '#22272d', '#5c4326', '#d98a2b', '#ffd9a0'],
  font: FONT,
};

/** For print and for figures in papers: in black, and a font that every program knows. */
export const PAPER: Theme = {
  ...LIGHT,
  text: '#000000',
  muted: '#333a42',
  line: '#d0d4d9',
  font: 'Helvetica, Arial, sans-serif',
};
