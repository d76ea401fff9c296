import type { EChartsCoreOption } from 'echarts/core';
import type { Point } from '../../src/record/thinnedCurve.js';
import type { Scale } from '../metricGroups.js';
import type { ReportData, ReportRun } from '../reportData.js';
import type { MetricSeries } from '../seriesData.js';
import { axisStyle, FONT, theme, tip, tooltipStyle } from './chartStyle.js';
import { shortNumber } from './format.js';
import { shownValue, type ValueAxis, valueAxis } from './valueAxis.js';

/** One line of a chart over epochs. */
export interface Curve {
  readonly name: string;
  readonly kind: keyof MetricSeries;
  readonly run: ReportRun;
  readonly color: string;
  readonly points: readonly Point[];
}

const KINDS = ['measured', 'predicted', 'validation'] as const;
const DASHES = { measured: 'solid', predicted: [6, 4], validation: [2, 3] } as const;

/** The lines of one metric: a color per kind for one run, a color per run for several. */
export function curvesOf({ runs }: ReportData, id: string): Curve[] {
  const { series: palette } = theme();
  return runs.flatMap((run, r) => {
    const series = run.series[id];
    if (!series) return [];
    return KINDS.flatMap((kind, k): Curve[] => {
      const color = palette[(runs.length > 1 ? r : k) % palette.length]!;
      const name = runs.length > 1 ? `${run.name}${kind === 'measured' ? '' : `, ${kind}`}` : kind;
      return series[kind].length === 0 ? [] : [{ name, kind, run, color, points: series[kind] }];
    });
  });
}

/** The chart of one metric over the epochs; null without a value. */
export function curveOption(data: ReportData, id: string, scale: Scale): EChartsCoreOption | null {
  const curves = curvesOf(data, id);
  if (curves.length === 0) return null;
  const values = (kinds: readonly string[]) =>
    curves
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap(({ points }) =>
        points.flatMap(([, value]) => (value === null ? [] : [shownValue(scale, value)])),
      );
  const axis = valueAxis(scale, values(['measured', 'validation']), values(['predicted']));
  const epochs = curves.flatMap(({ points }) => points.map(([epoch]) => epoch));
  const [first, last] = [epochs.reduce((a, b) => Math.min(a, b)), epochs.reduce((a, b) => Math.max(a, b))];
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: FONT },
    grid: {
      left: 8,
      right: 20,
      top: 44,
      bottom: 24,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: {
      ...{ top: 4, left: 4, itemWidth: 22, type: data.runs.length > 1 ? 'scroll' : 'plain' },
      // A scrolling legend cuts text that is higher than its marks.
      itemHeight: data.runs.length > 1 ? 13 : 8,
      textStyle: { color: theme().text, fontSize: 12 },
      pageIconColor: theme().text,
      pageTextStyle: { color: theme().muted },
    },
    xAxis: epochAxis(first, last),
    yAxis: measureAxis(axis),
    tooltip: { ...tooltipStyle(), trigger: 'axis', formatter: tooltipOf(curves, scale) },
    series: curves.map((curve, i) => lineOf(curve, i, data, scale, axis, last)),
  };
}

function epochAxis(first: number, last: number) {
  return {
    ...axisStyle(),
    type: 'value',
    name: 'epoch',
    nameLocation: 'middle',
    nameGap: 24,
    min: first,
    max: last > first ? last : first + 1,
    minInterval: 1,
    splitLine: { show: false },
    axisLabel: { ...axisStyle().axisLabel, hideOverlap: true },
  };
}

function measureAxis(axis: ValueAxis) {
  return {
    ...axisStyle(),
    type: axis.logarithmic ? 'log' : 'value',
    scale: true,
    ...(axis.min !== undefined && { min: axis.min }),
    ...(axis.max !== undefined && { max: axis.max }),
    axisLabel: { ...axisStyle().axisLabel, formatter: axis.label, hideOverlap: true },
  };
}

function lineOf(
  curve: Curve,
  index: number,
  { runs }: ReportData,
  scale: Scale,
  axis: ValueAxis,
  last: number,
) {
  const { kind, color, points, run } = curve;
  return {
    type: 'line',
    // All lines of a run have one entry in the legend, and go with it.
    name: runs.length > 1 ? run.name : curve.name,
    data: points.map(([epoch, value]) => [
      epoch,
      value === null ? null : axis.place(shownValue(scale, value)),
    ]),
    lineStyle: { color, width: kind === 'measured' ? 2 : 1.5, type: DASHES[kind] },
    itemStyle: { color },
    symbol: kind === 'predicted' ? 'none' : 'circle',
    symbolSize: 5,
    showSymbol: points.length <= 30,
    connectNulls: false,
    z: kind === 'measured' ? 3 : 2,
    ...(kind === 'measured' && terminalMark(run, runs.length > 1, color, last, index)),
  };
}

/** The terminal phase: shaded for one run; for several a line of their color where each begins. */
function terminalMark({ state }: ReportRun, several: boolean, color: string, last: number, index: number) {
  const start = state?.terminalPhase.startEpoch;
  if (start === undefined) return {};
  if (several) {
    return {
      markLine: {
        silent: true,
        symbol: 'none',
        label: { show: false },
        lineStyle: { color, type: [1, 4], width: 1.5 },
        data: [{ xAxis: start }],
      },
    };
  }
  if (index > 0) return {};
  const label = {
    color: theme().muted,
    position: 'insideTopLeft',
    fontSize: 11,
    formatter: 'terminal phase',
  };
  return {
    markArea: {
      silent: true,
      itemStyle: { color: theme().shade },
      label,
      data: [[{ xAxis: start }, { xAxis: Math.max(last, start + 1e-9) }]],
    },
  };
}

/** What is under the pointer, with the true values: those off a logarithmic axis too. */
function tooltipOf(curves: readonly Curve[], scale: Scale) {
  return (under: readonly { seriesIndex: number; data: readonly [number, number] }[]) => {
    const epoch = under[0]?.data[0];
    const rows = under.flatMap(({ seriesIndex, data: [at] }) => {
      const curve = curves[seriesIndex];
      const value = curve?.points.find(([x, y]) => x === at && y !== null)?.[1];
      if (!curve || value === undefined || value === null) return [];
      return [{ name: curve.name, value: shortNumber(shownValue(scale, value)), color: curve.color }];
    });
    return tip(`epoch ${epoch}`, rows);
  };
}
