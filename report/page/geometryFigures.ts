import type { EChartsCoreOption } from 'echarts/core';
import type { ReportRun } from '../reportData.js';
import { axisStyle, FONT, theme, tip, tooltipStyle } from './chartStyle.js';
import { dataTable, h, type View } from './dom.js';
import { Figure } from './figure.js';
import { axisName, className, shortNumber } from './format.js';
import { gramFigures } from './gramFigures.js';
import { projectionOption } from './projectionChart.js';

/** Gram matrices, lengths and the projection of one run. */
export function geometrySection(): View<ReportRun> {
  const [grams, norms, projection] = [gramFigures(), normsFigure(), projectionFigure()];
  const views = [grams, norms, projection];
  const nothing = h('p', { class: 'help' }, 'This run has no snapshot of its geometry.');
  const pair = h('div', { class: 'pair' }, norms.element, projection.element);
  const element = h('div', {}, nothing, grams.element, pair);
  return {
    element,
    update(run) {
      nothing.hidden = run.geometry !== undefined;
      for (const view of views) view.update(run);
    },
  };
}

function normsFigure(): View<ReportRun> {
  let run: ReportRun | undefined;
  const rows = () => (run ? normRows(run) : []);
  const figure = new Figure({
    id: 'norms',
    title: 'Lengths of the class means',
    help: '‖m_k‖, uncentered, and the predicted length.',
    option: () => normsOption(rows()),
    table: () =>
      dataTable(
        'Lengths of the class means',
        [{ title: 'class' }, { title: 'measured', numeric: true }, { title: 'predicted', numeric: true }],
        rows().map(({ name, measured, predicted }) => [name, shortNumber(measured), shortNumber(predicted)]),
      ),
  });
  return {
    element: figure.element,
    update(now) {
      run = now;
      figure.refresh(rows().length > 0);
    },
  };
}

function normRows(run: ReportRun): NormRow[] {
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

function projectionFigure(): View<ReportRun> {
  let run: ReportRun | undefined;
  const projection = () => {
    const found = run?.geometry?.projection;
    return found && !('absent' in found) ? found : undefined;
  };
  const figure = new Figure({
    id: 'projection',
    title: 'Class means and samples, projected',
    help: 'Projection onto the first two principal directions of the centered class means. Large marks are class means, small marks are samples.',
    square: true,
    option: () => {
      const [now, shown] = [projection(), run];
      return now && shown ? projectionOption(now, k => axisName(shown, k)) : null;
    },
    table: () => {
      const [now, shown] = [projection(), run];
      if (!now || !shown) return null;
      const columns = ['first direction', 'second direction'].map(title => ({ title, numeric: true }));
      const rows = now.means.map(([x, y], k) => [className(shown, k), shortNumber(x), shortNumber(y)]);
      return dataTable('Class means, projected', [{ title: 'mean of' }, ...columns], rows);
    },
  });
  return {
    element: figure.element,
    update(now) {
      run = now;
      figure.refresh(projection() !== undefined);
    },
  };
}

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
