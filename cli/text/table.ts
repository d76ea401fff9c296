import { printable } from '../../src/base/describeValue.js';
import { columnText, numberText, SHORT } from '../../src/base/numberText.js';
import { Matrix } from '../../src/linalg/dense.js';
import { mean } from '../../src/metrics/pairs.js';

/** How the cells of a column are aligned. */
export type Align = 'left' | 'right';

/**
 * Rows of cells as lines with aligned columns, two blanks between them. Cells may come from files that other programs have
 * written: control characters of the terminal are escaped.
 */
export function alignTable(cells: readonly (readonly string[])[], aligns: readonly Align[]): string[] {
  const rows = cells.map(row => row.map(printable));
  const widths = aligns.map((_, j) => Math.max(...rows.map(row => [...(row[j] ?? '')].length)));
  const cell = (text: string, j: number) => {
    // By code points: combining characters do not occur, but λ and ‖ do.
    const padding = ' '.repeat(widths[j]! - [...text].length);
    return aligns[j] === 'right' ? padding + text : text + padding;
  };
  return rows.map(row => row.map(cell).join('  ').trimEnd());
}

/** `name  value` lines; the values start in one column. The terminal wraps long values. */
export function fieldLines(fields: readonly (readonly [name: string, value: string])[]): string[] {
  return alignTable(fields, ['left', 'left']);
}

/** A small matrix as an aligned table; a summary of the entries of a large one. */
export function matrixLines(matrix: Matrix): string[] {
  if (matrix.rows > SHORT || matrix.columns > SHORT) return summary(matrix).map(line => `  ${line}`);
  const rows = rounded(matrix)
    .to2DArray()
    .map(row => ['', ...row.map(columnText)]);
  return alignTable(rows, ['left', ...rows[0]!.slice(1).map(() => 'right' as const)]);
}

/** Relative to the largest entries, smaller numbers are rounding errors of a decomposition. */
const ROUNDING = 1e-12;

function rounded(matrix: Matrix): Matrix {
  // max(), not Math.max(...): a matrix has more entries than a function may have arguments.
  const limit = ROUNDING * Math.max(matrix.max(), -matrix.min());
  return new Matrix(matrix.to2DArray().map(row => row.map(x => (Math.abs(x) <= limit ? 0 : x))));
}

function summary(matrix: Matrix): string[] {
  const rows = rounded(matrix).to2DArray();
  const inside = matrix.isSquare() ? rows.flatMap((row, i) => row.filter((_, j) => i !== j)) : rows.flat();
  const diagonal = matrix.isSquare()
    ? [
        entries(
          'diagonal',
          rows.map((row, i) => row[i]!),
        ),
      ]
    : [];
  return [...diagonal, entries(matrix.isSquare() ? 'off the diagonal' : 'entries', inside)];
}

function entries(what: string, values: number[]): string {
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  if (numberText(least) === numberText(most)) return `${what}: all ${numberText(least)}`;
  return `${what}: ${numberText(least)} to ${numberText(most)}, mean ${numberText(mean(values))}`;
}
