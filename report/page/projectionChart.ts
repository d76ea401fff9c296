import type { EChartsCoreOption } from 'echarts/core';
import type { Projection } from '../../src/record/snapshot.js';
import type { Numbers } from '../numbers.js';
import type { Theme } from '../palette.js';
import type { ReportRun } from '../reportData.js';
import { axisStyle, tip, tooltipStyle } from './chartStyle.js';
import { type Drawing, SQUARE } from './drawing.js';
import { axisName, percent, shortName, shortNumber } from './format.js';

/** Shapes in addition to colors. They distinguish more classes, and do so without color vision. */
const SHAPES = ['circle', 'rect', 'triangle', 'diamond'] as const;
/** With more classes the names would cover the picture. */
const MOST_NAMES = 30;
/** With so few the outline of the means is drawn: a triangle for three. */
const MOST_OUTLINED = 3;

type Triple = readonly [x: number, y: number, k: number];

/** The projection of a run that has one. */
export function projectionOf({ geometry }: ReportRun): Projection | undefined {
  const found = geometry?.projection;
  return found && !('absent' in found) ? found : undefined;
}

/** Class means and samples in a plane; null where they were not projected. */
export function projectionDrawing(run: ReportRun): Drawing | null {
  const projection = projectionOf(run);
  if (!projection) return null;
  const nameOf = (k: number) => axisName(run, k);
  return {
    name: 'projection',
    size: SQUARE,
    option: theme => projectionOption(projection, nameOf, theme),
    numbers: () => projectionNumbers(projection, nameOf),
  };
}

/** Class means and samples on the leading two directions of the class means; the same unit along both. */
function projectionOption(
  projection: Projection,
  nameOf: (k: number) => string,
  theme: Theme,
): EChartsCoreOption {
  const { means, samples, shares } = projection;
  const reach = 1.08 * [...means, ...samples.map(([, x, y]) => [x, y] as const)].reduce(farther, 1e-9);
  const axis = (name: string) => ({
    ...axisStyle(theme),
    type: 'value',
    min: -reach,
    max: reach,
    name,
    nameLocation: 'middle',
    axisLabel: { show: false },
    axisTick: { show: false },
    splitNumber: 4,
  });
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: theme.font },
    grid: { left: 28, right: 12, top: 12, bottom: 28 },
    xAxis: { ...axis(`first direction, ${percent(shares[0])} of tr Σ_B`), nameGap: 8 },
    yAxis: { ...axis(secondName(projection)), nameGap: 8 },
    tooltip: { ...tooltipStyle(theme), trigger: 'item', formatter: tooltipOf(nameOf) },
    series: [
      samplesOf(
        samples.map(([k, x, y]) => [x, y, k]),
        theme,
      ),
      ...outline(means, theme),
      meansOf(
        means.map(([x, y], k) => [x, y, k]),
        nameOf,
        theme,
      ),
    ],
  };
}

function secondName({ plane, shares }: Projection): string {
  return plane === 'line and spread'
    ? 'widest spread of the samples'
    : `second direction, ${percent(shares[1])}`;
}

/** What the plane is, and how much of the separation of the classes it shows. */
export function projectionHelp({ plane, shares, means }: Projection): string {
  const marks = 'Large marks are class means, small marks are samples.';
  const share = `${percent(shares[0] + shares[1])} of the separation of the class means (tr Σ_B)`;
  if (plane === 'polygon') {
    const most =
      means.length > 3 ? `; at a simplex ETF it is 2/(K−1) = ${percent(2 / (means.length - 1))}` : '';
    return `The plane that shows class k nearest to corner k of a regular polygon, by least squares. It has ${share}${most}. ${marks}`;
  }
  if (plane === 'line and spread') {
    return `The class means lie on a line. Across it: the direction in which the samples are spread most. ${marks}`;
  }
  return `Projection onto the first two principal directions of the centered class means, with ${share}. ${marks}`;
}

function farther(most: number, [x, y]: readonly [number, number]): number {
  return Math.max(most, Math.abs(x), Math.abs(y));
}

function samplesOf(data: readonly Triple[], theme: Theme) {
  return {
    type: 'scatter',
    name: 'samples',
    data: data.map(value => ({ value, ...symbolOf(value[2], false, theme) })),
    symbolSize: 5,
    large: false,
  };
}

function meansOf(data: readonly Triple[], nameOf: (k: number) => string, theme: Theme) {
  const { text, surface } = theme;
  return {
    type: 'scatter',
    name: 'class means',
    data: data.map(value => ({ value, ...symbolOf(value[2], true, theme) })),
    symbolSize: 15,
    z: 4,
    label: {
      show: data.length <= MOST_NAMES,
      position: 'top',
      color: text,
      textBorderColor: surface,
      textBorderWidth: 3,
      fontWeight: 600,
      formatter: ({ value }: { value: Triple }) => shortName(nameOf(value[2])),
    },
    labelLayout: { hideOverlap: true },
  };
}

function symbolOf(k: number, isMean: boolean, { series, surface }: Theme) {
  return {
    symbol: SHAPES[Math.floor(k / series.length) % SHAPES.length],
    itemStyle: {
      color: series[k % series.length],
      opacity: isMean ? 1 : 0.45,
      ...(isMean && { borderColor: surface, borderWidth: 2 }),
    },
  };
}

function outline(means: Projection['means'], { muted }: Theme) {
  if (means.length > MOST_OUTLINED) return [];
  return [
    {
      type: 'line',
      name: 'outline',
      data: [...means, means[0]],
      symbol: 'none',
      silent: true,
      lineStyle: { color: muted, width: 1, type: 'dashed' },
      tooltip: { show: false },
    },
  ];
}

function tooltipOf(nameOf: (k: number) => string) {
  return ({ value, seriesName }: { value: Triple; seriesName: string }) =>
    tip(`${seriesName === 'samples' ? 'sample of' : 'mean of'} ${nameOf(value[2])}`, [
      { name: 'first direction', value: shortNumber(value[0]) },
      { name: 'second direction', value: shortNumber(value[1]) },
    ]);
}

/** A row per mark: the class means, then the samples. */
function projectionNumbers({ means, samples }: Projection, nameOf: (k: number) => string): Numbers {
  return {
    columns: ['mark', 'class', 'first direction', 'second direction'],
    rows: [
      ...means.map(([x, y], k) => ['mean', nameOf(k), x, y]),
      ...samples.map(([k, x, y]) => ['sample', nameOf(k), x, y]),
    ],
  };
}
