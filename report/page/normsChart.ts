import type { EChartsCoreOption } from 'echarts/core';
import { shortNumber } from './format.js';
import { theme } from './theme.js';
import { axisStyle, FONT, tip, tooltipStyle } from './tooltip.js';

/** Length of one class mean. */
export interface NormRow {
  readonly name: string;
  readonly measured: number;
  readonly predicted?: number;
}

/** Lengths of the class means as bars, the predicted ones as ticks. */
export function normsOption(rows: readonly NormRow[]): EChartsCoreOption {
  const { series, text } = theme();
  const predicted = rows.some(row => row.predicted !== undefined);
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: FONT },
    grid: {
      left: 8,
      right: 12,
      top: 44,
      bottom: 8,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: { top: 4, left: 4, textStyle: { color: text, fontSize: 12 } },
    xAxis: {
      ...axisStyle(),
      type: 'category',
      data: rows.map(({ name }) => name),
      axisLabel: { ...axisStyle().axisLabel, width: 64, overflow: 'truncate', hideOverlap: true },
    },
    yAxis: { ...axisStyle(), type: 'value', min: 0 },
    tooltip: {
      ...tooltipStyle(),
      trigger: 'axis',
      formatter: (under: readonly { dataIndex: number }[]) => normTip(rows[under[0]?.dataIndex ?? 0]),
    },
    series: [
      {
        type: 'bar',
        name: 'measured',
        data: rows.map(({ measured }) => measured),
        itemStyle: { color: series[0] },
        barMaxWidth: 28,
      },
      ...(predicted
        ? [
            {
              type: 'scatter',
              name: 'predicted',
              data: rows.map(row => row.predicted ?? null),
              symbol: 'rect',
              symbolSize: [Math.max(4, Math.min(28, 240 / rows.length)), 4],
              itemStyle: { color: series[1], opacity: 1 },
            },
          ]
        : []),
    ],
  };
}

function normTip(row: NormRow | undefined): HTMLElement {
  const { series } = theme();
  if (!row) return tip('', []);
  return tip(row.name, [
    { name: 'measured', value: shortNumber(row.measured), color: series[0]! },
    ...(row.predicted === undefined
      ? []
      : [{ name: 'predicted', value: shortNumber(row.predicted), color: series[1]! }]),
  ]);
}
