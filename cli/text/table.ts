import { printable } from '../../src/base/argumentError.js';

/** How the cells of a column stand. */
export type Align = 'left' | 'right';

/**
 * Rows of cells as lines with aligned columns, two blanks between them. Cells may come from files that somebody else has
 * written: what would steer the terminal is spelled out.
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

/** `name  value` lines; the values start in one column. Long values are the reader's terminal's business. */
export function fieldLines(fields: readonly (readonly [name: string, value: string])[]): string[] {
  return alignTable(fields, ['left', 'left']);
}
