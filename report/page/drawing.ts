import type { EChartsCoreOption } from 'echarts/core';
import type { Numbers } from '../numbers.js';
import { PAPER, type Theme } from '../palette.js';
import { type Size, svgOf, svgText } from './svg.js';

/** One chart: for the screen, for paper, and as numbers. Needs no DOM. */
export interface Drawing {
  /** What its files are called, without an ending */
  readonly name: string;
  /** What is on the vertical axis. The page says it above the chart, a file has to say it itself */
  readonly axis?: string;
  /** Whether the cursor is the same in all drawings that are linked */
  readonly linked?: boolean;
  /** Of its files; one of {@link WIDE}, {@link SQUARE} and {@link MATRIX} */
  readonly size: Size;
  option(theme: Theme): EChartsCoreOption;
  /** What is drawn */
  numbers(): Numbers;
}

/** A column of a paper with two is 3.3 to 3.5 inches wide. */
export const WIDE: Size = { width: 330, height: 210 };
export const SQUARE: Size = { width: 300, height: 300 };
/** Square with a scale of colors below it */
export const MATRIX: Size = { width: 330, height: 368 };

/** The drawing as an SVG file for papers: one column wide, text of 8 to 9 points. */
export function figureSvg(drawing: Drawing): string {
  return svgText(svgOf(withAxisName(drawing), drawing.size));
}

function withAxisName({ axis, option }: Drawing): EChartsCoreOption {
  const drawn = option(PAPER) as { yAxis?: object; grid?: object };
  if (axis === undefined) return drawn;
  const grid = { ...drawn.grid, outerBoundsContain: 'all', left: 2, right: 12, top: 34, bottom: 2 };
  return { ...drawn, grid, yAxis: { ...drawn.yAxis, name: axis, nameLocation: 'middle', nameGap: 8 } };
}
