import { DARK, LIGHT, type Theme } from '../palette.js';

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const onPaper = matchMedia('print');

/** The theme of the screen. */
export function theme(): Theme {
  return prefersDark.matches ? DARK : LIGHT;
}

/** Calls back when the colors of the screen have to change. */
export function onThemeChange(redraw: () => void): void {
  prefersDark.addEventListener('change', redraw);
}

/** Calls back with true before the page goes to paper, and with false after it. */
export function onPrint(prepare: (printing: boolean) => void): void {
  onPaper.addEventListener('change', event => prepare(event.matches));
  addEventListener('beforeprint', () => prepare(true));
  addEventListener('afterprint', () => prepare(false));
}
