import type { Theme } from '../palette.js';
import { h } from './dom.js';

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
export function tooltipStyle({ surface, line, text }: Theme) {
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
export function axisStyle({ muted, line }: Theme) {
  return {
    axisLabel: { color: muted, fontSize: 12 },
    axisLine: { lineStyle: { color: line } },
    axisTick: { lineStyle: { color: line } },
    splitLine: { lineStyle: { color: line } },
    nameTextStyle: { color: muted, fontSize: 12 },
  };
}
