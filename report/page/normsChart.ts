import type { EChartsCoreOption } from 'echarts/core';
import type { Numbers } from '../numbers.js';
import type { Theme } from '../palette.js';
import type { ReportRun } from '../reportData.js';
import { axisStyle, tip, tooltipStyle } from './chartStyle.js';
import { type Drawing, WIDE } from './drawing.js';
import { axisName, shortNumber } from './format.js';

/** Length of one class mean. */
interface NormRow {
  readonly name: string;
  readonly measured: number;
  readonly predicted?: number;
}

/** In the order of the classes. */
export function normRows(run: ReportRun): NormRow[] {
  const classes = run.geometry?.classes ?? [];
  if (classes.length === 0) {
    return (run.state?.meanNorms ?? []).map((measured, k) => ({ name: axisName(run, k), measured }));
  }
  return [...classes]
    .sort((a, b) => a.class - b.class)
    .map(({ class: k, norm, predictedNorm }) => ({
      name: axisName(run, k),
      measured: norm,
      ...(predictedNorm !== undefined && { predicted: predictedNorm }),
    }));
}

/** Lengths of the class means; null without any. */
export function normsDrawing(run: ReportRun): Drawing | null {
  const rows = normRows(run);
  if (rows.length === 0) return null;
  return {
    name: 'lengths',
    size: WIDE,
    axis: '‖m‖ of each class',
    option: theme => normsOption(rows, theme),
    numbers: () => normNumbers(rows),
  };
}

/** A row per class. */
function normNumbers(rows: readonly NormRow[]): Numbers {
  return {
    columns: ['class', 'measured', 'predicted'],
    rows: rows.map(({ name, measured, predicted }) => [name, measured, predicted ?? null]),
  };
}

/** Lengths of the class means as bars, the predicted ones as ticks. */
function normsOption(rows: readonly NormRow[], theme: Theme): EChartsCoreOption {
  const { series, text } = theme;
  const predicted = rows.some(row => row.predicted !== undefined);
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: theme.font },
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
      ...axisStyle(theme),
      type: 'category',
      data: rows.map(({ name }) => name),
      axisLabel: { ...axisStyle(theme).axisLabel, width: 64, overflow: 'truncate', hideOverlap: true },
    },
    yAxis: { ...axisStyle(theme), type: 'value', min: 0 },
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'axis',
      formatter: (under: readonly { dataIndex: number }[]) => normTip(rows[under[0]?.dataIndex ?? 0], theme),
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

function normTip(row: NormRow | undefined, { series }: Theme): HTMLElement {
  if (!row) return tip('', []);
  return tip(row.name, [
    { name: 'measured', value: shortNumber(row.measured), color: series[0]! },
    ...(row.predicted === undefined
      ? []
      : [{ name: 'predicted', value: shortNumber(row.predicted), color: series[1]! }]),
  ]);
}
