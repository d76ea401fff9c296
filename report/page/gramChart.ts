import type { EChartsCoreOption } from 'echarts/core';
import type { Absent } from '../../src/base/absent.js';
import { type Matrix, type ShownCosines, type ShownGrams, wholeMatrix } from '../cosineData.js';
import type { Numbers } from '../numbers.js';
import type { Theme } from '../palette.js';
import type { ReportRun } from '../reportData.js';
import { chartFrame, nameAxis, tip, tooltipStyle } from './chartStyle.js';
import { inkOn } from './contrast.js';
import { type Drawing, MATRIX } from './drawing.js';
import { axisName, shortNumber } from './format.js';

/** Which cosines: between class means, centered or not, classifier rows, or one with the other. */
export type GramOf = keyof ShownGrams;

/** Measured, predicted, or what lies between them. */
export type GramPart = 'measured' | 'predicted' | 'difference';

/** The names of their files. */
const FILES: Readonly<Record<GramOf, string>> = {
  meanGram: 'means',
  centeredGram: 'centered-means',
  weightGram: 'weights',
  crossGram: 'weights-means',
};

/** The matrix; undefined where it was not measured or not predicted. */
export function matrixOf(cosines: ShownCosines | Absent | undefined, part: GramPart): Matrix | undefined {
  if (!cosines || 'absent' in cosines) return undefined;
  const measured = wholeMatrix(cosines.measured, cosines);
  if (part === 'measured') return measured;
  if ('absent' in cosines.predicted) return undefined;
  const predicted = wholeMatrix(cosines.predicted, cosines);
  if (part === 'predicted') return predicted;
  return measured.map((row, j) =>
    row.map((value, k) => {
      const other = predicted[j]?.[k] ?? null;
      return value === null || other === null ? null : value - other;
    }),
  );
}

/** What rows and columns are called: rows of W are outputs, which have the names of the classes where they are as many. */
export function namesOf(run: ReportRun, { isCross, indices, columns, of }: ShownCosines) {
  const isPerClass = !isCross || of === (run.state?.classes ?? of);
  const rows = indices.map(k => (isPerClass ? axisName(run, k) : `output ${k}`));
  return { rows, columns: isCross ? columns.map(k => axisName(run, k)) : rows };
}

type Names = ReturnType<typeof namesOf>;

/** One matrix of a run; null where there is none. Cosines go from −1 to 1, their difference has its own scale. */
export function gramDrawing(run: ReportRun, which: GramOf, part: GramPart): Drawing | null {
  const cosines = run.geometry?.[which];
  const matrix = matrixOf(cosines, part);
  if (!cosines || 'absent' in cosines || !matrix) return null;
  const names = namesOf(run, cosines);
  const limit = part === 'difference' ? largest(matrix) || 1e-6 : 1;
  return {
    name: `cosines-${FILES[which]}-${part}`,
    size: MATRIX,
    option: theme => heatMapOption(matrix, names, limit, theme),
    numbers: () => gramNumbers(matrix, names),
  };
}

/** A row and a column per class. */
function gramNumbers(matrix: Matrix, { rows, columns }: Names): Numbers {
  return { columns: ['', ...columns], rows: matrix.map((row, i) => [rows[i]!, ...row]) };
}

/** With more rows than this numbers would not fit into the cells. */
const MOST_NUMBERED = 12;

/** A matrix in colors, from −limit to limit. */
function heatMapOption(matrix: Matrix, names: Names, limit: number, theme: Theme): EChartsCoreOption {
  const axis = { axisTick: { show: false }, axisLine: { show: false } };
  const size = Math.max(names.rows.length, names.columns.length);
  return {
    ...chartFrame(theme, { left: 4, right: 4, top: 4, bottom: 44 }),
    xAxis: { ...nameAxis(names.columns, { width: 260, theme }), ...axis },
    yAxis: { ...nameAxis(names.rows, { theme }), ...axis, inverse: true },
    visualMap: scaleOf(limit, theme),
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'item',
      formatter: ({ value: [column, row, value] }: { value: readonly [number, number, number | '-'] }) =>
        tip(`${names.rows[row]} × ${names.columns[column]}`, [
          { name: 'cosine', value: value === '-' ? 'no direction' : shortNumber(value) },
        ]),
    },
    series: [
      {
        type: 'heatmap',
        data: cellsOf(matrix, limit, size <= MOST_NUMBERED, theme),
        label: { show: size <= MOST_NUMBERED, fontSize: size <= 6 ? 12 : 10 },
        itemStyle: size <= 30 ? { borderColor: theme.surface, borderWidth: 1 } : {},
        // Without `inherit`, a cell that is pointed at loses the color that says what it holds.
        emphasis: { itemStyle: { color: 'inherit', borderColor: theme.text, borderWidth: 2 } },
        progressive: 0,
      },
    ],
  };
}

/** [column, row, cosine] of each cell, with its number where there is room. */
function cellsOf(matrix: Matrix, limit: number, numbered: boolean, theme: Theme) {
  return matrix.flatMap((row, i) =>
    row.map((value, j) => {
      const cell = [j, i, value ?? '-'];
      if (!numbered || value === null) return cell;
      const label = {
        color: inkOn(theme.diverging, (value / limit + 1) / 2),
        formatter: cellText(value, limit),
      };
      return { value: cell, label };
    }),
  );
}

/** Two decimals without the 0 before them, three where all are small; nothing where that would be zeros only. */
function cellText(value: number, limit: number): string {
  if (limit < 0.005) return '';
  const text = value.toFixed(limit < 0.05 ? 3 : 2);
  if (Number(text) === 0) return '0';
  return text
    .replace(/^(-?)0\./, '$1.')
    .replace('-', '−')
    .replace(/^(−?1)\.00$/, '$1');
}

function scaleOf(limit: number, theme: Theme) {
  return {
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
    hoverLink: false,
    calculable: false,
  };
}

/** The largest size of an entry. */
function largest(matrix: Matrix): number {
  return matrix.reduce((most, row) => row.reduce<number>((a, x) => Math.max(a, Math.abs(x ?? 0)), most), 0);
}
