import type { EChartsCoreOption } from 'echarts/core';
import type { Scale } from '../metricGroups.js';
import type { Theme } from '../palette.js';
import type { ReportData } from '../reportData.js';
import { bandOf } from './bandSeries.js';
import { chartFrame, tip, tooltipStyle, valueAxisOption } from './chartStyle.js';
import { type Curve, curveNumbers, curvesOf } from './curveData.js';
import { type Marked, marksOf } from './curveMarks.js';
import { type CurveView, PLAIN, smoothed } from './curveView.js';
import { type Drawing, WIDE } from './drawing.js';
import { epochAxis, epochPlace } from './epochAxis.js';
import { shortNumber } from './format.js';
import { shownName, shownValue, type ValueAxis, valueAxis } from './valueAxis.js';

const DASHES = { measured: 'solid', predicted: [6, 4], validation: [2, 3] } as const;

/** The chart of one metric over the epochs; null without a value. */
export function curveDrawing(data: ReportData, id: string, view = PLAIN): Drawing | null {
  const curves = curvesOf(data, id);
  if (curves.length === 0) return null;
  const scale = data.texts[id]?.scale ?? 'log';
  return {
    name: id,
    size: WIDE,
    axis: shownName(scale, id),
    linked: true,
    option: theme => curveOption(curves, scale, view, theme),
    numbers: () => curveNumbers(data, id),
  };
}

function curveOption(
  curves: readonly Curve[],
  scale: Scale,
  view: CurveView,
  theme: Theme,
): EChartsCoreOption {
  const epochs = curves.flatMap(({ points }) => points.map(([epoch]) => epoch));
  const first = view.from ?? epochs.reduce((a, b) => Math.min(a, b));
  const several = new Set(curves.map(({ source }) => source)).size > 1;
  const marked = several ? [] : (curves[0]?.source.marks ?? []).map(({ epoch }) => epoch);
  const last = Math.max(first, view.to ?? [...epochs, ...marked].reduce((a, b) => Math.max(a, b)));
  const values = (kinds: readonly string[]) =>
    curves
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap(({ points, band }) =>
        [...points, ...(band?.above ?? [])].flatMap(([epoch, value]) =>
          value === null || epoch < first || epoch > last ? [] : [shownValue(scale, value)],
        ),
      );
  const kind = view.linear ? 'linear' : scale;
  const axis = valueAxis(kind, values(['measured', 'validation']), values(['predicted']));
  return {
    ...chartFrame(theme, { left: 8, right: 20, top: 44, bottom: 24 }),
    legend: {
      ...{ top: 4, left: 4, itemWidth: 22, type: several ? 'scroll' : 'plain' },
      // A scrolling legend cuts text that is higher than its marks.
      itemHeight: several ? 13 : 8,
      textStyle: { color: theme.text, fontSize: 12 },
      pageIconColor: theme.text,
      pageTextStyle: { color: theme.muted },
    },
    xAxis: epochAxis(first, last, view, theme),
    yAxis: valueAxisOption(axis, theme),
    tooltip: { ...tooltipStyle(theme), trigger: 'axis', formatter: tooltipOf(curves, scale, view, theme) },
    series: [
      ...curves.map((curve, i) =>
        lineOf(curve, { several, scale, axis, last, theme, view, isFirst: i === 0 }),
      ),
      ...(view.window > 1
        ? curves.flatMap(curve => rawOf(curve, { several, scale, axis, theme, view }))
        : []),
      ...curves.flatMap(curve =>
        curve.band
          ? [
              bandOf(
                entryOf(curve, several),
                atEpochs(curve.band, view),
                colorOf(curve, theme),
                placed(scale, axis),
              ),
            ]
          : [],
      ),
    ],
  };
}

function atEpochs({ below, above }: NonNullable<Curve['band']>, view: CurveView) {
  const move = (points: typeof below) => points.map(([epoch, y]) => [epochPlace(epoch, view), y] as const);
  return { below: move(below), above: move(above) };
}

/** What the lines of a chart have in common, and whether this is the first. */
interface Around extends Marked {
  readonly scale: Scale;
  readonly axis: ValueAxis;
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
  const { several, theme, view } = around;
  const place = placed(around.scale, around.axis);
  const color = colorOf(curve, theme);
  return {
    type: 'line',
    name: entryOf(curve, several),
    data: smoothed(points, kind === 'predicted' ? 1 : view.window).map(([epoch, value]) => [
      epochPlace(epoch, view),
      value === null ? null : place(value),
    ]),
    lineStyle: { color, width: kind === 'measured' ? 2 : 1.5, type: DASHES[kind] },
    itemStyle: { color },
    symbol: kind === 'predicted' ? 'none' : 'circle',
    symbolSize: 5,
    showSymbol: points.length <= 30,
    connectNulls: false,
    z: kind === 'measured' ? 3 : 2,
    ...(kind === 'measured' && marksOf(source, color, around)),
  };
}

/** The values themselves, faint behind a smoothed line. */
function rawOf(curve: Curve, { several, scale, axis, theme, view }: Omit<Around, 'last' | 'isFirst'>) {
  if (curve.kind === 'predicted') return [];
  const place = placed(scale, axis);
  return [
    {
      type: 'line',
      name: entryOf(curve, several),
      data: curve.points.map(([epoch, value]) => [
        epochPlace(epoch, view),
        value === null ? null : place(value),
      ]),
      lineStyle: { color: colorOf(curve, theme), width: 1, opacity: 0.35 },
      itemStyle: { color: colorOf(curve, theme) },
      symbol: 'none',
      silent: true,
      z: 1,
    },
  ];
}

/** What is under the pointer, with the true values: those off a logarithmic axis too. */
function tooltipOf(curves: readonly Curve[], scale: Scale, view: CurveView, theme: Theme) {
  return (under: readonly { seriesIndex: number; data: readonly [number, number] }[]) => {
    const epochOf = (place: number) => Math.round(place - epochPlace(0, view));
    const epoch = epochOf(under[0]?.data[0] ?? 0);
    const rows = under.flatMap(({ seriesIndex, data: [at] }) => {
      const curve = curves[seriesIndex];
      const value = curve?.points.find(([x, y]) => x === epochOf(at) && y !== null)?.[1];
      if (!curve || value === undefined || value === null) return [];
      return [
        { name: curve.name, value: shortNumber(shownValue(scale, value)), color: colorOf(curve, theme) },
      ];
    });
    return tip(`epoch ${epoch}`, rows);
  };
}
