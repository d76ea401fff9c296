/** What one place of a table holds; null where there is no value. */
export type Cell = string | number | null;

/** A table of raw numbers, as other programs want it. */
export interface Numbers {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * The table as CSV (RFC 4180): commas, lines that end in CRLF, quotation marks where a text needs them, nothing where there
 * is no value.
 */
export function csvText({ columns, rows }: Numbers): string {
  return [columns, ...rows].map(row => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** The table as spreadsheets take it from the clipboard: tabs between the columns. */
export function tsvText({ columns, rows }: Numbers): string {
  return [columns, ...rows].map(row => `${row.map(tsvCell).join('\t')}\n`).join('');
}

function csvCell(cell: Cell): string {
  const text = plainText(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function tsvCell(cell: Cell): string {
  return plainText(cell).replace(/[\t\r\n]+/g, ' ');
}

/** What spreadsheets would take for the begin of a formula, behind blanks too. */
const FORMULA = /^[\s\0]*[=+\-@|%]|^[\t\r\n]/;

/** Names may be from elsewhere: no spreadsheet is to compute them. Numbers, also negative ones, stay what they are. */
function plainText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  return FORMULA.test(cell) ? `'${cell}` : cell;
}
