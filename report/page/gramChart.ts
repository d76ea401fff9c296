import type { EChartsCoreOption } from 'echarts/core';
import type { ShownGram } from '../geometryData.js';
import type { Numbers } from '../numbers.js';
import type { Theme } from '../palette.js';
import type { ReportRun } from '../reportData.js';
import { axisStyle, tip, tooltipStyle } from './chartStyle.js';
import { type Drawing, MATRIX } from './drawing.js';
import { axisName, shortNumber } from './format.js';

export type Matrix = readonly (readonly number[])[];

function predictedOf({ predicted }: ShownGram): Matrix | undefined {
  return 'absent' in predicted ? undefined : predicted;
}

function differenceOf(gram: ShownGram): Matrix | undefined {
  const predicted = predictedOf(gram);
  return predicted && gram.measured.map((row, i) => row.map((value, j) => value - (predicted[i]?.[j] ?? 0)));
}

function limitOf(gram: ShownGram): number {
  return largest(gram.measured, predictedOf(gram) ?? []) || 1;
}

export function namesOf(run: ReportRun, { indices }: ShownGram): string[] {
  return indices.map(k => axisName(run, k));
}

/** Which matrices: of the class means, or of the classifier rows. */
export type GramOf = 'meanGram' | 'weightGram';

const PARTS = {
  measured: ({ measured }: ShownGram) => measured,
  predicted: predictedOf,
  difference: differenceOf,
} as const;

/** Measured, predicted, or what lies between them. */
export type GramPart = keyof typeof PARTS;

/** The matrix; undefined where it was not measured or not predicted. */
export function matrixOf(
  gram: ShownGram | { readonly absent: string } | undefined,
  part: GramPart,
): Matrix | undefined {
  return gram && !('absent' in gram) ? PARTS[part](gram) : undefined;
}

/** One matrix of a run; null where there is none. Measured and predicted have one scale, their difference its own. */
export function gramDrawing(run: ReportRun, which: GramOf, part: GramPart): Drawing | null {
  const gram = run.geometry?.[which];
  const matrix = matrixOf(gram, part);
  if (!gram || 'absent' in gram || !matrix) return null;
  const names = namesOf(run, gram);
  const limit = part === 'difference' ? largest(matrix) || 1e-6 : limitOf(gram);
  return {
    name: `gram-${which === 'meanGram' ? 'means' : 'weights'}-${part}`,
    size: MATRIX,
    option: theme => heatMapOption(matrix, names, limit, theme),
    numbers: () => gramNumbers(matrix, names),
  };
}

/** A row and a column per class. */
function gramNumbers(matrix: Matrix, names: readonly string[]): Numbers {
  return { columns: ['', ...names], rows: matrix.map((row, i) => [names[i]!, ...row]) };
}

/** A K×K matrix in colors, from −limit to limit. */
function heatMapOption(
  matrix: Matrix,
  names: readonly string[],
  limit: number,
  theme: Theme,
): EChartsCoreOption {
  const axis = {
    ...axisStyle(theme),
    type: 'category',
    data: names,
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: {
      ...axisStyle(theme).axisLabel,
      fontSize: 11,
      width: 56,
      overflow: 'truncate',
      hideOverlap: true,
    },
  };
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: theme.font },
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
      textStyle: { color: theme.muted, fontSize: 12 },
      inRange: { color: theme.diverging },
      calculable: false,
    },
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'item',
      formatter: ({ data: [column, row, value] }: { data: readonly [number, number, number] }) =>
        tip(`${names[row]} × ${names[column]}`, [{ name: 'entry', value: shortNumber(value) }]),
    },
    series: [
      {
        type: 'heatmap',
        data: matrix.flatMap((row, i) => row.map((value, j) => [j, i, value])),
        itemStyle: names.length <= 30 ? { borderColor: theme.surface, borderWidth: 1 } : {},
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1 } },
        progressive: 0,
      },
    ],
  };
}

/** The largest size of an entry. */
function largest(...matrices: readonly Matrix[]): number {
  return matrices.reduce(
    (most, matrix) => matrix.reduce((a, row) => row.reduce((b, x) => Math.max(b, Math.abs(x)), a), most),
    0,
  );
}
