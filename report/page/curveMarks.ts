import type { Theme } from '../palette.js';
import type { Source } from './curveData.js';
import type { CurveView } from './curveView.js';
import { epochPlace } from './epochAxis.js';

/** What marks need to know of their chart. */
export interface Marked {
  /** Whether its lines are of several runs or groups */
  readonly several: boolean;
  /** Last epoch of the chart */
  readonly last: number;
  readonly theme: Theme;
  readonly view: CurveView;
  /** Whether the line is the first one */
  readonly isFirst: boolean;
}

/**
 * Of one run the terminal phase, shaded, and what happened at an epoch, as lines with a word. Of several a line of its color
 * where each terminal phase begins.
 */
export function marksOf(source: Source, color: string, marked: Marked) {
  if (marked.several) return beginning(source, color, marked);
  return marked.isFirst ? { ...shaded(source, marked), ...events(source, marked) } : {};
}

function beginning({ terminalFrom: start }: Source, color: string, { view }: Marked) {
  if (start === undefined) return {};
  return {
    markLine: {
      ...{ silent: true, symbol: 'none', label: { show: false } },
      lineStyle: { color, type: [1, 4], width: 1.5 },
      data: [{ xAxis: epochPlace(start, view) }],
    },
  };
}

function shaded({ terminalFrom: start }: Source, { last, theme, view }: Marked) {
  if (start === undefined) return {};
  const [from, to] = [start, Math.max(last, start + 1e-9)].map(epoch => ({ xAxis: epochPlace(epoch, view) }));
  return {
    markArea: {
      silent: true,
      itemStyle: { color: theme.shade },
      label: { color: theme.muted, position: 'insideTopLeft', fontSize: 11, formatter: 'terminal phase' },
      data: [[from, to]],
    },
  };
}

function events({ marks = [] }: Source, { last, theme, view }: Marked) {
  const shown = marks.filter(({ epoch }) => epoch >= (view.from ?? 0) && epoch <= last);
  if (shown.length === 0) return {};
  return {
    markLine: {
      ...{ silent: true, symbol: 'none' },
      lineStyle: { color: theme.muted, type: [2, 3], width: 1 },
      label: { color: theme.muted, fontSize: 10, position: 'insideStartTop', formatter: '{b}' },
      data: shown.map(({ epoch, text }) => ({ name: text, xAxis: epochPlace(epoch, view) })),
    },
  };
}
