import type { Theme } from '../palette.js';
import { h } from './dom.js';
import { shortName } from './format.js';
import type { ValueAxis } from './valueAxis.js';

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

/** Pixels that are left free around the axes and their labels. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What all charts with two axes have in common: no movement, a description for screen readers, room for the labels. */
export function chartFrame(theme: Theme, margins: Margins) {
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: theme.font },
    grid: { ...margins, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
  } as const;
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

/** Pixels of one letter on an axis, and of a line of them. */
const LETTER = 6.5;
const LINE = 13;

/**
 * An axis of names. Along the bottom, names that do not fit beside one another are turned.
 *
 * @param width pixels that there are for all names side by side; none for an axis at the side
 */
export function nameAxis(names: readonly string[], { width, theme }: { width?: number; theme: Theme }) {
  const longest = names.reduce((most, name) => Math.max(most, shortName(name).length), 0) * LETTER;
  const room = width === undefined ? Number.POSITIVE_INFINITY : width / Math.max(1, names.length);
  const isTurned = longest > room && longest > 2 * LETTER;
  return {
    ...axisStyle(theme),
    type: 'category',
    data: names,
    axisLabel: {
      ...axisStyle(theme).axisLabel,
      fontSize: 11,
      formatter: (name: string) => shortName(name),
      hideOverlap: true,
      ...(isTurned && { rotate: room >= 3 * LINE ? 45 : 90 }),
      // Where every turned name fits, none is left out.
      ...(isTurned && room >= LINE && { interval: 0 }),
    },
  };
}

/** An axis of values, with its own ends and ticks. */
export function valueAxisOption({ logarithmic, min, max, ticks, label }: ValueAxis, theme: Theme) {
  const style = axisStyle(theme);
  return {
    ...style,
    type: logarithmic ? 'log' : 'value',
    min,
    max,
    axisTick: { ...style.axisTick, customValues: ticks },
    axisLabel: { ...style.axisLabel, customValues: ticks, formatter: label, hideOverlap: true },
  };
}
