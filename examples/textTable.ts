/** Columns of text two blanks apart, the first one to the left and the others to the right. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  // By code points: λ and ‖ are one column wide.
  const lengthOf = (text: string) => [...text].length;
  const widths = header.map((_, j) => Math.max(...lines.map(line => lengthOf(line[j]!))));
  const cell = (text: string, j: number) => {
    const padding = ' '.repeat(widths[j]! - lengthOf(text));
    return j === 0 ? text + padding : padding + text;
  };
  return lines.map(line => line.map(cell).join('  ').trimEnd()).join('\n');
}
