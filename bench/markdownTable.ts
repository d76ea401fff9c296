/** A Markdown table with aligned columns: the first to the left, the others to the right. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, j) => Math.max(3, ...[name, ...rows.map(row => row[j]!)].map(width)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, j) => pad(cell, widths[j]!, j)).join(' | ')} |`;
  const rule = `| ${widths.map((w, j) => (j === 0 ? '-'.repeat(w) : `${'-'.repeat(w - 1)}:`)).join(' | ')} |`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}

function pad(cell: string, to: number, column: number): string {
  const blanks = ' '.repeat(to - width(cell));
  return column === 0 ? cell + blanks : blanks + cell;
}

/** Code points: combining characters do not occur, but λ and × do. */
const width = (text: string): number => [...text].length;
