import { columnText, numberText, SHORT } from '../../src/base/numberText.js';
import { Matrix } from '../../src/linalg/dense.js';
import { mean } from '../../src/metrics/pairs.js';
import { packed } from './blocks.js';
import { wrapText } from './shorten.js';
import { alignTable, BETWEEN, widthsOf } from './table.js';

/** A small matrix as an aligned table, in blocks of columns where it is too wide; a summary of the entries of a large one. */
export function matrixLines(matrix: Matrix, width = Number.POSITIVE_INFINITY): string[] {
  if (matrix.rows > SHORT || matrix.columns > SHORT) {
    return summary(matrix).flatMap(line => wrapText(BETWEEN + line, width, BETWEEN));
  }
  const rows = rounded(matrix)
    .to2DArray()
    .map(row => row.map(columnText));
  const groups = packed(widthsOf(rows), width);
  return groups.flatMap(group => {
    const lines = alignTable(
      rows.map(row => ['', ...group.map(j => row[j]!)]),
      ['left', ...group.map(() => 'right' as const)],
    );
    const columns = group.length === 1 ? `column ${group[0]}` : `columns ${group[0]} to ${group.at(-1)}`;
    return groups.length === 1 ? lines : [BETWEEN + columns, ...lines];
  });
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
