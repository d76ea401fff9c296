import type { EChartsCoreOption } from 'echarts/core';
import { shortNumber } from './format.js';
import { theme } from './theme.js';
import { axisStyle, FONT, tip, tooltipStyle } from './tooltip.js';

type Matrix = readonly (readonly number[])[];

/** A K×K matrix in colors, from −limit to limit. */
export function heatMapOption(matrix: Matrix, names: readonly string[], limit: number): EChartsCoreOption {
  const axis = {
    ...axisStyle(),
    type: 'category',
    data: names,
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: { ...axisStyle().axisLabel, fontSize: 11, width: 56, overflow: 'truncate', hideOverlap: true },
  };
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: FONT },
    grid: { left: 4, right: 4, top: 4, bottom: 44, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: axis,
    yAxis: { ...axis, inverse: true },
    visualMap: {
      type: 'continuous',
      min: -limit,
      max: limit,
      precision: 3,
      orient: 'horizontal',
      left: 'center',
      bottom: 4,
      itemWidth: 10,
      itemHeight: 120,
      text: [shortNumber(limit, 2), shortNumber(-limit, 2)],
      textStyle: { color: theme().muted, fontSize: 12 },
      inRange: { color: theme().diverging },
      calculable: false,
    },
    tooltip: {
      ...tooltipStyle(),
      trigger: 'item',
      formatter: ({ data: [column, row, value] }: { data: readonly [number, number, number] }) =>
        tip(`${names[row]} × ${names[column]}`, [{ name: 'entry', value: shortNumber(value) }]),
    },
    series: [
      {
        type: 'heatmap',
        data: matrix.flatMap((row, i) => row.map((value, j) => [j, i, value])),
        itemStyle: names.length <= 30 ? { borderColor: theme().surface, borderWidth: 1 } : {},
        emphasis: { itemStyle: { borderColor: theme().text, borderWidth: 1 } },
        progressive: 0,
      },
    ],
  };
}

/** The largest size of an entry. */
export function largest(...matrices: readonly Matrix[]): number {
  return matrices.reduce(
    (most, matrix) => matrix.reduce((a, row) => row.reduce((b, x) => Math.max(b, Math.abs(x)), a), most),
    0,
  );
}
