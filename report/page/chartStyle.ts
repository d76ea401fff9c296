import { h } from './dom.js';

/** Colors of the charts, which a canvas cannot take from the style sheet. */
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
}

const light: Theme = {
  text: '#1b1f24',
  muted: '#57606a',
  line: '#e1e4e8',
  surface: '#ffffff',
  shade: 'rgba(0, 114, 178, 0.07)',
  series: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#1b1f24'],
  diverging: ['#053f78', '#4393c3', '#d1e5f0', '#f7f7f7', '#fddbc7', '#e08214', '#8c3d04'],
};

const dark: Theme = {
  text: '#e6e9ec',
  muted: '#a3abb4',
  line: '#343b43',
  surface: '#1a1e23',
  shade: 'rgba(86, 180, 233, 0.10)',
  series: ['#56b4e9', '#e69f00', '#2bc49a', '#e39bc4', '#f0e442', '#ff8a3d', '#e6e9ec'],
  diverging: ['#9fd4ff', '#3f8fd0', '#24455f', '#22272d', '#5c4326', '#d98a2b', '#ffd9a0'],
};

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const onPaper = matchMedia('print');
let printing = false;

export function theme(): Theme {
  return prefersDark.matches && !onPaper.matches && !printing ? dark : light;
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
