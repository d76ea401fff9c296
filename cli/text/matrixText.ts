import { columnText, numberText, SHORT } from '../../src/base/numberText.js';
import { Matrix } from '../../src/linalg/dense.js';
import { mean } from '../../src/metrics/pairs.js';
import { alignTable } from './table.js';

/** A small matrix as an aligned table; of a large one what its entries are like. */
export function matrixLines(matrix: Matrix): string[] {
  if (matrix.rows > SHORT || matrix.columns > SHORT) return summary(matrix).map(line => `  ${line}`);
  const rows = rounded(matrix)
    .to2DArray()
    .map(row => ['', ...row.map(columnText)]);
  return alignTable(rows, ['left', ...rows[0]!.slice(1).map(() => 'right' as const)]);
}

/** Rounding errors of a decomposition beside entries of this size say nothing. */
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
