import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, ScatterChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

export type Point = readonly [x: number, y: number];

export interface Axis {
  readonly name: string;
  /** Default: value */
  readonly type?: 'log' | 'value';
  readonly min?: number;
  readonly max?: number;
}

/** Points that belong together. Series with the same `color` share it, e.g. a prediction and its measurement. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
  readonly color: number;
  readonly dashed?: boolean;
}

/** One figure: theory as lines, measurements as points. */
export interface Chart {
  readonly title: string;
  readonly subtitle: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly theory: readonly Series[];
  readonly measured: readonly Series[];
}

/** Okabe and Ito's colors, which differ for every kind of color vision; the yellow is left out on white. */
const COLORS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#56B4E9', '#E69F00', '#000000'];
/** One shape per color, all drawn in a square of 10, so that the legend does not stretch them. */
const SYMBOLS = [
  'path://M10 5A5 5 0 1 1 0 5A5 5 0 1 1 10 5Z', // circle
  'path://M0 0H10V10H0Z', // square
  'path://M5 0L10 10H0Z', // triangle
  'path://M5 0L10 5L5 10L0 5Z', // diamond
  'path://M0 0H10L5 10Z', // triangle, upside down
  'path://M3.5 0H6.5V3.5H10V6.5H6.5V10H3.5V6.5H0V3.5H3.5Z', // cross
  'path://M0 3.5H10V6.5H0Z', // bar
];
/** Bars as long as the icon is wide: the default of a line has a symbol, which theory does not have. */
const LINE_ICON = {
  solid: 'path://M0 0H30V2.5H0Z',
  dashed: 'path://M0 0H8V2.5H0ZM11 0H19V2.5H11ZM22 0H30V2.5H22Z',
};
const SIZE = { width: 860, height: 540 };
const LEGEND_ROW = 24;
const ITEM_GAP = 24;
const ICON_WIDTH = { line: 30, point: 10 };

/** Draws a chart as an SVG document, without a browser. */
export function renderChart(chart: Chart): string {
  const canvas = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  try {
    const theoryRows = legendRows(chart.theory, ICON_WIDTH.line);
    const measuredRows = legendRows(chart.measured, ICON_WIDTH.point);
    canvas.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { fontFamily: 'sans-serif' },
      title: {
        text: chart.title,
        subtext: chart.subtitle,
        left: 'center',
        top: 8,
        subtextStyle: { color: '#444' },
      },
      legend: [
        legend(chart.theory, LEGEND_ROW * measuredRows, ICON_WIDTH.line, ({ dashed }) =>
          dashed ? LINE_ICON.dashed : LINE_ICON.solid,
        ),
        legend(chart.measured, 0, ICON_WIDTH.point, ({ color }) => SYMBOLS[color]!),
      ],
      grid: { left: 84, right: 36, top: 78, bottom: 58 + LEGEND_ROW * (theoryRows + measuredRows) },
      xAxis: { ...axis(chart.x), nameGap: 30 },
      yAxis: { ...axis(chart.y), nameGap: 58 },
      series: [...chart.theory.map(line), ...chart.measured.map(scatter)],
    });
    return canvas.renderToSVGString();
  } finally {
    canvas.dispose();
  }
}

/** Theory and measurements have legends of their own: an icon's width is that of its legend. */
function legend(all: readonly Series[], above: number, itemWidth: number, icon: (series: Series) => string) {
  return {
    bottom: 8 + above,
    left: 'center',
    width: SIZE.width - 60,
    itemGap: ITEM_GAP,
    itemWidth,
    itemHeight: 10,
    textStyle: { color: '#222' },
    // Icons inherit the line's style, and a dashed outline would blur the bars of LINE_ICON.
    itemStyle: { borderWidth: 0 },
    lineStyle: { width: 0 },
    data: all.map(series => ({ name: series.name, icon: icon(series) })),
  };
}

/** ECharts wraps the legend but does not make room for it; its letters are about 6.5 pixels wide. */
function legendRows(all: readonly Series[], itemWidth: number): number {
  const widths = all.map(({ name }) => itemWidth + 5 + 6.5 * name.length + ITEM_GAP);
  return Math.ceil(widths.reduce((sum, width) => sum + width, 0) / (SIZE.width - 60));
}

function axis({ name, type = 'value', min, max }: Axis) {
  return {
    type,
    name,
    min,
    max,
    nameLocation: 'middle',
    nameTextStyle: { fontSize: 14, color: '#222' },
    axisLabel: { color: '#222', ...(type === 'log' && { formatter: powerOfTen }) },
    axisLine: { show: true, onZero: false },
    axisTick: { show: true },
    splitLine: { lineStyle: { color: '#e8e8e8' } },
  };
}

function powerOfTen(value: number): string {
  const short = Number(value.toPrecision(2));
  return short >= 0.01 && short <= 1000 ? String(short) : short.toExponential().replace('e+', 'e');
}

function line({ name, points, color, dashed }: Series) {
  return {
    type: 'line',
    name,
    data: points,
    showSymbol: false,
    symbol: 'none',
    color: COLORS[color],
    lineStyle: { width: 2, type: dashed ? 'dashed' : 'solid' },
  };
}

function scatter({ name, points, color }: Series) {
  return {
    type: 'scatter',
    name,
    data: points,
    symbol: SYMBOLS[color],
    symbolSize: 10,
    color: COLORS[color],
    itemStyle: { borderColor: '#ffffff', borderWidth: 1, opacity: 1 },
    // Points at the edge of the axes, e.g. at length zero, are drawn whole.
    clip: false,
  };
}
