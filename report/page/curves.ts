import type { EChartsCoreOption } from 'echarts/core';
import type { Scale } from '../metricGroups.js';
import type { Theme } from '../palette.js';
import type { ReportData } from '../reportData.js';
import { bandOf } from './bandSeries.js';
import { axisStyle, tip, tooltipStyle, valueAxisOption } from './chartStyle.js';
import { type Curve, curveNumbers, curvesOf, type Source } from './curveData.js';
import { type Drawing, WIDE } from './drawing.js';
import { shortNumber } from './format.js';
import { linearTicks } from './ticks.js';
import { shownName, shownValue, type ValueAxis, valueAxis } from './valueAxis.js';

const DASHES = { measured: 'solid', predicted: [6, 4], validation: [2, 3] } as const;

/** The chart of one metric over the epochs; null without a value. */
export function curveDrawing(data: ReportData, id: string): Drawing | null {
  const curves = curvesOf(data, id);
  if (curves.length === 0) return null;
  const scale = data.texts[id]?.scale ?? 'log';
  return {
    name: id,
    size: WIDE,
    axis: shownName(scale, id),
    option: theme => curveOption(curves, scale, theme),
    numbers: () => curveNumbers(data, id),
  };
}

function curveOption(curves: readonly Curve[], scale: Scale, theme: Theme): EChartsCoreOption {
  const values = (kinds: readonly string[]) =>
    curves
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap(({ points, band }) =>
        [...points, ...(band?.above ?? [])].flatMap(([, value]) =>
          value === null ? [] : [shownValue(scale, value)],
        ),
      );
  const axis = valueAxis(scale, values(['measured', 'validation']), values(['predicted']));
  const epochs = curves.flatMap(({ points }) => points.map(([epoch]) => epoch));
  const [first, last] = [epochs.reduce((a, b) => Math.min(a, b)), epochs.reduce((a, b) => Math.max(a, b))];
  const several = new Set(curves.map(({ source }) => source)).size > 1;
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: theme.font },
    grid: {
      left: 8,
      right: 20,
      top: 44,
      bottom: 24,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: {
      ...{ top: 4, left: 4, itemWidth: 22, type: several ? 'scroll' : 'plain' },
      // A scrolling legend cuts text that is higher than its marks.
      itemHeight: several ? 13 : 8,
      textStyle: { color: theme.text, fontSize: 12 },
      pageIconColor: theme.text,
      pageTextStyle: { color: theme.muted },
    },
    xAxis: epochAxis(first, last, theme),
    yAxis: valueAxisOption(axis, theme),
    tooltip: { ...tooltipStyle(theme), trigger: 'axis', formatter: tooltipOf(curves, scale, theme) },
    series: [
      ...curves.map((curve, i) => lineOf(curve, { several, scale, axis, last, theme, isFirst: i === 0 })),
      ...curves.flatMap(curve =>
        curve.band
          ? [bandOf(entryOf(curve, several), curve.band, colorOf(curve, theme), placed(scale, axis))]
          : [],
      ),
    ],
  };
}

function epochAxis(first: number, last: number, theme: Theme) {
  const style = axisStyle(theme);
  const ticks = linearTicks(first, last, 1).filter(epoch => epoch >= first && epoch <= last);
  return {
    ...style,
    type: 'value',
    name: 'epoch',
    nameLocation: 'middle',
    nameGap: 24,
    min: first,
    max: last > first ? last : first + 1,
    splitLine: { show: false },
    axisTick: { ...style.axisTick, customValues: ticks },
    axisLabel: { ...style.axisLabel, customValues: ticks, hideOverlap: true },
  };
}

/** What the lines of a chart have in common, and whether this is the first. */
interface Around {
  /** Whether they are of several runs or groups */
  readonly several: boolean;
  readonly scale: Scale;
  readonly axis: ValueAxis;
  /** Last epoch of the chart */
  readonly last: number;
  readonly theme: Theme;
  readonly isFirst: boolean;
}

function colorOf({ slot }: Curve, { series, muted }: Theme): string {
  return slot === undefined ? muted : series[slot % series.length]!;
}

/** Its entry in the legend: all lines of a run have one, and go with it. */
function entryOf({ name, source }: Curve, several: boolean): string {
  return several ? source.name : name;
}

/** Where on the axis a value is drawn. */
function placed(scale: Scale, axis: ValueAxis): (value: number) => number {
  return value => axis.place(shownValue(scale, value));
}

function lineOf(curve: Curve, around: Around) {
  const { kind, points, source } = curve;
  const { several, theme } = around;
  const place = placed(around.scale, around.axis);
  const color = colorOf(curve, theme);
  return {
    type: 'line',
    name: entryOf(curve, several),
    data: points.map(([epoch, value]) => [epoch, value === null ? null : place(value)]),
    lineStyle: { color, width: kind === 'measured' ? 2 : 1.5, type: DASHES[kind] },
    itemStyle: { color },
    symbol: kind === 'predicted' ? 'none' : 'circle',
    symbolSize: 5,
    showSymbol: points.length <= 30,
    connectNulls: false,
    z: kind === 'measured' ? 3 : 2,
    ...(kind === 'measured' && terminalMark(source, color, around)),
  };
}

/** The terminal phase: shaded for one run; for several a line of their color where each begins. */
function terminalMark(
  { terminalFrom: start }: Source,
  color: string,
  { several, last, isFirst, theme }: Around,
) {
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
  if (!isFirst) return {};
  const label = {
    color: theme.muted,
    position: 'insideTopLeft',
    fontSize: 11,
    formatter: 'terminal phase',
  };
  return {
    markArea: {
      silent: true,
      itemStyle: { color: theme.shade },
      label,
      data: [[{ xAxis: start }, { xAxis: Math.max(last, start + 1e-9) }]],
    },
  };
}

/** What is under the pointer, with the true values: those off a logarithmic axis too. */
function tooltipOf(curves: readonly Curve[], scale: Scale, theme: Theme) {
  return (under: readonly { seriesIndex: number; data: readonly [number, number] }[]) => {
    const epoch = under[0]?.data[0];
    const rows = under.flatMap(({ seriesIndex, data: [at] }) => {
      const curve = curves[seriesIndex];
      const value = curve?.points.find(([x, y]) => x === at && y !== null)?.[1];
      if (!curve || value === undefined || value === null) return [];
      return [
        { name: curve.name, value: shortNumber(shownValue(scale, value)), color: colorOf(curve, theme) },
      ];
    });
    return tip(`epoch ${epoch}`, rows);
  };
}
