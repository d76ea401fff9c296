import { DARK, LIGHT, type Theme } from '../palette.js';
import { h } from './dom.js';

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const onPaper = matchMedia('print');
let printing = false;

export function theme(): Theme {
  return prefersDark.matches && !onPaper.matches && !printing ? DARK : LIGHT;
}

/** Calls back when the colors have to change: another scheme, or paper. */
export function onThemeChange(redraw: (printing: boolean) => void): void {
  const on = (now: boolean) => () => {
    printing = now;
    redraw(now);
  };
  prefersDark.addEventListener('change', () => redraw(printing));
  onPaper.addEventListener('change', event => on(event.matches)());
  addEventListener('beforeprint', on(true));
  addEventListener('afterprint', on(false));
}

/** One line of a tooltip. */
export interface TipRow {
  readonly name: string;
  readonly value: string;
  readonly color?: string;
}

/** What a tooltip says, as elements: names are the user's, and a strict content security policy knows no style text. */
export function tip(title: string, rows: readonly TipRow[]): HTMLElement {
  return h(
    'div',
    { class: 'tip' },
    h('strong', {}, title),
    ...rows.map(({ name, value, color }) => {
      const swatch = h('i', { class: 'swatch' });
      if (color !== undefined) swatch.style.background = color;
      return h('div', {}, color !== undefined && swatch, h('span', {}, name), h('b', {}, value));
    }),
  );
}

/** What all tooltips have in common. */
export function tooltipStyle() {
  const { surface, line, text } = theme();
  return {
    confine: true,
    backgroundColor: surface,
    borderColor: line,
    textStyle: { color: text, fontSize: 13 },
    padding: [6, 10],
    transitionDuration: 0,
  };
}

/** Text of axes and legends. */
export function axisStyle() {
  const { muted, line } = theme();
  return {
    axisLabel: { color: muted, fontSize: 12 },
    axisLine: { lineStyle: { color: line } },
    axisTick: { lineStyle: { color: line } },
    splitLine: { lineStyle: { color: line } },
    nameTextStyle: { color: muted, fontSize: 12 },
  };
}

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
