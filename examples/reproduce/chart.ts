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

/** Points that belong together. Series with the same `colour` share it, e.g. a prediction and its measurement. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
  readonly colour: number;
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

/** Okabe and Ito's colours, which differ for every kind of colour vision; the yellow is left out on white. */
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#56B4E9', '#E69F00', '#000000'];
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'circle', 'rect', 'triangle'];
/** A flat bar; the default is a line with a circle, which theory does not have. */
const LINE_ICON = 'path://M0 0H26V3H0Z';
const SIZE = { width: 860, height: 540 };

/** Draws a chart as an SVG document, without a browser. */
export function renderChart(chart: Chart): string {
  const canvas = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  try {
    const rows = legendRows(chart);
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
      legend: {
        bottom: 6,
        left: 'center',
        width: SIZE.width - 60,
        itemGap: 30,
        itemWidth: 26,
        itemHeight: 10,
        textStyle: { color: '#222' },
        data: [
          ...chart.theory.map(({ name }) => ({ name, icon: LINE_ICON })),
          ...chart.measured.map(({ name }) => ({ name })),
        ],
      },
      grid: { left: 84, right: 36, top: 78, bottom: 66 + 24 * rows },
      xAxis: { ...axis(chart.x), nameGap: 30 },
      yAxis: { ...axis(chart.y), nameGap: 58 },
      series: [...chart.theory.map(line), ...chart.measured.map(scatter)],
    });
    return canvas.renderToSVGString();
  } finally {
    canvas.dispose();
  }
}

/** ECharts wraps the legend but does not make room for it; its letters are about seven pixels wide. */
function legendRows({ theory, measured }: Chart): number {
  const widths = [...theory, ...measured].map(({ name }) => 62 + 7 * name.length);
  return Math.ceil(widths.reduce((sum, width) => sum + width, 0) / (SIZE.width - 100));
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
  return value >= 0.01 && value <= 1000 ? String(value) : value.toExponential().replace('e+', 'e');
}

function line({ name, points, colour, dashed }: Series) {
  return {
    type: 'line',
    name,
    data: points,
    showSymbol: false,
    symbol: 'none',
    color: COLOURS[colour],
    lineStyle: { width: 2, type: dashed ? 'dashed' : 'solid' },
  };
}

function scatter({ name, points, colour }: Series) {
  return {
    type: 'scatter',
    name,
    data: points,
    symbol: SYMBOLS[colour],
    symbolSize: 9,
    color: COLOURS[colour],
    itemStyle: { borderColor: '#ffffff', borderWidth: 1 },
  };
}
