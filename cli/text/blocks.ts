import { printable } from '../../src/base/describeValue.js';
import { shortNames, wrapText } from './shorten.js';
import { type Align, alignTable, BETWEEN, type TextTable, widthsOf } from './table.js';

/** Words longer than this are wrapped before their column moves into another block: a number with its prediction. */
const CELL = 22;

/**
 * A table with a column per run, in as many blocks below each other as `width` needs. Every block repeats the first column.
 * Long names of runs are shortened in the middle, other long cells go on in the next line.
 */
export function runBlocks(
  [title, ...names]: readonly string[],
  rows: readonly (readonly string[])[],
  align: Align,
  width: number,
): TextTable[] {
  const cells = [[title!, ...names], ...rows].map(row => row.map(printable));
  const [natural, ...widths] = widthsOf(cells);
  const first = Math.min(natural!, Math.floor(width / 2));
  const blocks = packed(
    widths.map(own => Math.min(own, CELL)),
    width - first,
  );
  const limits = blocks.map(block =>
    limitOf(
      block.map(j => widths[j]!),
      width - first,
    ),
  );
  const short = shortNames(names, Math.min(...limits));
  return blocks.map((block, b) => {
    const limit = limits[b]!;
    const table = [[title!, ...short], ...rows].flatMap(row =>
      wrappedRow([wrapText(row[0]!, first), ...block.map(j => wrapText(row[j + 1]!, limit))]),
    );
    const [header, ...lines] = alignTable(table, ['left', ...block.map(() => align)]);
    return { header: header!, lines };
  });
}

/** Columns in their order, as many in each group as fit side by side, at least one. */
export function packed(widths: readonly number[], space: number): number[][] {
  const groups: number[][] = [];
  let left = 0;
  for (const [j, own] of widths.entries()) {
    if (groups.length === 0 || own + BETWEEN.length > left) {
      groups.push([]);
      left = space;
    }
    groups.at(-1)!.push(j);
    left -= own + BETWEEN.length;
  }
  return groups;
}

/** The widest that every cell may be for the columns to fit. */
function limitOf(widths: readonly number[], space: number): number {
  const total = (limit: number) =>
    widths.reduce((sum, own) => sum + Math.min(own, limit) + BETWEEN.length, 0);
  let limit = Math.max(...widths);
  while (total(limit) > space) limit--;
  return limit;
}

function wrappedRow(cells: readonly (readonly string[])[]): string[][] {
  const height = Math.max(...cells.map(lines => lines.length));
  return Array.from({ length: height }, (_, i) => cells.map(lines => lines[i] ?? ''));
}
