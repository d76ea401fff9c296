import type { EChartsCoreOption } from 'echarts/core';
import type { Numbers } from '../numbers.js';
import type { Theme } from '../palette.js';
import type { ReportRun } from '../reportData.js';
import { chartFrame, nameAxis, tip, tooltipStyle, valueAxisOption } from './chartStyle.js';
import { type Drawing, WIDE } from './drawing.js';
import { axisName, shortNumber } from './format.js';
import { linearAxis } from './valueAxis.js';

/** Lengths of the class means, or of the rows of W. */
export type NormsOf = 'means' | 'rows';

/** Length of one class mean, or of one row. */
interface NormRow {
  readonly name: string;
  /** n_k of the class; absent where it is not known */
  readonly samples?: number;
  readonly measured: number;
  readonly predicted?: number;
}

/** In the order of the classes. */
export function normRows(run: ReportRun, of: NormsOf): NormRow[] {
  return of === 'means' ? meanRows(run) : classifierRows(run);
}

function meanRows(run: ReportRun): NormRow[] {
  const classes = run.geometry?.classes ?? [];
  if (classes.length === 0) {
    return (run.state?.meanNorms ?? []).map((measured, k) => ({ name: axisName(run, k), measured }));
  }
  return [...classes]
    .sort((a, b) => a.class - b.class)
    .map(({ class: k, samples, norm, predictedNorm }) => ({
      ...{ name: axisName(run, k), samples, measured: norm },
      ...(predictedNorm !== undefined && { predicted: predictedNorm }),
    }));
}

function classifierRows(run: ReportRun): NormRow[] {
  const norms = run.geometry?.rowNorms;
  if (!norms || 'absent' in norms) return [];
  const { measured, predicted } = norms;
  const classes = new Map(run.geometry?.classes.map(row => [row.class, row.samples]));
  const isPerClass = measured.length === (run.state?.classes ?? classes.size);
  return measured.map((norm, j) => {
    const [samples, expected] = [classes.get(j), 'absent' in predicted ? undefined : predicted[j]];
    return {
      name: isPerClass ? axisName(run, j) : `output ${j}`,
      ...(isPerClass && samples !== undefined && { samples }),
      measured: norm,
      ...(expected !== undefined && { predicted: expected }),
    };
  });
}

/** How many samples there are of a class, in words; nothing where it is not known. */
export function sizesText(rows: readonly NormRow[]): string {
  const sizes = rows.flatMap(({ samples }) => samples ?? []);
  if (sizes.length === 0) return '';
  const [least, most] = [sizes.reduce((a, b) => Math.min(a, b)), sizes.reduce((a, b) => Math.max(a, b))];
  return least === most
    ? ` Every class has n_k = ${least} samples.`
    : ` Classes have n_k = ${least} to ${most} samples, beside their names.`;
}

/** Lengths of one kind; null without any. */
export function normsDrawing(run: ReportRun, of: NormsOf): Drawing | null {
  const rows = normRows(run, of);
  if (rows.length === 0) return null;
  return {
    name: of === 'means' ? 'lengths' : 'lengths-weights',
    size: WIDE,
    axis: of === 'means' ? '‖m‖ of each class' : '‖w‖ of each row',
    option: theme => normsOption(rows, theme),
    numbers: () => normNumbers(rows),
  };
}

/** A row per class. */
function normNumbers(rows: readonly NormRow[]): Numbers {
  return {
    columns: ['class', 'samples', 'measured', 'predicted'],
    rows: rows.map(({ name, samples, measured, predicted }) => [
      name,
      samples ?? null,
      measured,
      predicted ?? null,
    ]),
  };
}

/** With unequal sizes the size goes with the name. */
function labelsOf(rows: readonly NormRow[]): string[] {
  const isUnequal = new Set(rows.map(({ samples }) => samples)).size > 1;
  return rows.map(({ name, samples }) => (isUnequal && samples !== undefined ? `${name}: ${samples}` : name));
}

/** Lengths as bars, the predicted ones as ticks. */
function normsOption(rows: readonly NormRow[], theme: Theme): EChartsCoreOption {
  const { series, text } = theme;
  const predicted = rows.some(row => row.predicted !== undefined);
  return {
    ...chartFrame(theme, { left: 8, right: 12, top: 44, bottom: 8 }),
    legend: { top: 4, left: 4, textStyle: { color: text, fontSize: 12 } },
    xAxis: nameAxis(labelsOf(rows), { width: 300, theme }),
    yAxis: valueAxisOption(
      linearAxis([0, ...rows.flatMap(row => [row.measured, row.predicted ?? 0])]),
      theme,
    ),
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
    ...(row.samples === undefined ? [] : [{ name: 'samples n_k', value: String(row.samples) }]),
    { name: 'measured', value: shortNumber(row.measured), color: series[0]! },
    ...(row.predicted === undefined
      ? []
      : [{ name: 'predicted', value: shortNumber(row.predicted), color: series[1]! }]),
  ]);
}
