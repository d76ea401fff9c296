import { alignTable } from '../cli/text/table.js';

/** Columns of text, the first one to the left and the others to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return alignTable(
    [header, ...rows],
    header.map((_, i) => (i === 0 ? 'left' : 'right')),
  ).join('\n');
}
