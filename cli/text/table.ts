import { printable } from '../../src/base/describeValue.js';
import { lengthOf, shortNames, wrapText } from './shorten.js';

/** How the cells of a column are aligned. */
export type Align = 'left' | 'right';

/**
 * Rows of cells as lines with aligned columns, two blanks between them. Cells may come from files that other programs have
 * written: control characters of the terminal are escaped.
 */
export function alignTable(cells: readonly (readonly string[])[], aligns: readonly Align[]): string[] {
  const rows = cells.map(row => row.map(printable));
  const widths = widthsOf(rows);
  const cell = (text: string, j: number) => {
    const padding = ' '.repeat(widths[j]! - lengthOf(text));
    return aligns[j] === 'right' ? padding + text : text + padding;
  };
  return rows.map(row => row.map(cell).join(BETWEEN).trimEnd());
}

/** What is between two columns. */
export const BETWEEN = '  ';

/** The longest cell of each column. */
export function widthsOf(rows: readonly (readonly string[])[]): number[] {
  return (rows[0] ?? []).map((_, j) => rows.reduce((most, row) => Math.max(most, lengthOf(row[j]!)), 0));
}

/** `name  value` lines; the values start in one column, where long ones go on in the next line. */
export function fieldLines(
  fields: readonly (readonly [name: string, value: string])[],
  width = Number.POSITIVE_INFINITY,
): string[] {
  const names = Math.max(...fields.map(([name]) => lengthOf(printable(name))));
  const rows = fields.flatMap(([name, value]) =>
    wrapText(value, width - names - BETWEEN.length).map((line, i) => [i === 0 ? name : '', line]),
  );
  return alignTable(rows, ['left', 'left']);
}

/** Titles, and the lines below them. */
export interface TextTable {
  readonly header: string;
  readonly lines: readonly string[];
}

/**
 * A table that is as wide as `width` at most: its first line are titles, the first of them the run. If not all columns fit,
 * numbers stay and texts go on below the run, `title: text`; so do numbers that do not fit either. Long names are shortened
 * in the middle.
 */
export function stackedTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  aligns: readonly Align[],
  width: number,
): TextTable {
  const cells = [titles, ...rows].map(row => row.map(printable));
  const { kept, names } = fittingColumns(widthsOf(cells), aligns, width);
  const runs = shortNames(
    rows.map(([name]) => name!),
    Math.max(names, lengthOf(titles[0]!)),
  );
  const lines = alignTable(
    cells.map((row, i) => kept.map(j => (j > 0 || i === 0 ? row[j]! : runs[i - 1]!))),
    kept.map(j => aligns[j]!),
  );
  const below = (row: readonly string[]) =>
    row.flatMap((text, j) => (kept.includes(j) || text === '-' ? [] : [`${titles[j]}: ${text}`])).join('; ');
  const [header, ...first] = lines;
  return {
    header: header!,
    lines: first.flatMap((line, i) => {
      const rest = below(rows[i]!);
      return rest === '' ? [line] : [line, ...wrapText(BETWEEN + rest, width, BETWEEN)];
    }),
  };
}

/** A longer name is shortened to this before a column gives way. */
const NAME = 24;

/** The columns that fit side by side, numbers first, and how long names may be. */
function fittingColumns(widths: readonly number[], aligns: readonly Align[], width: number) {
  const all = widths.map((_, j) => j);
  const byRank = [...all.filter(j => aligns[j] === 'right'), ...all.filter(j => aligns[j] === 'left')];
  let names = width - Math.min(NAME, widths[0]!);
  const kept = new Set([0]);
  for (const j of byRank) {
    const needed = widths[j]! + BETWEEN.length;
    if (kept.has(j) || needed > names) continue;
    kept.add(j);
    names -= needed;
  }
  return { kept: all.filter(j => kept.has(j)), names: names + Math.min(NAME, widths[0]!) };
}
