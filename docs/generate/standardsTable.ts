import { STANDARDS } from '../../src/record/verdict/standards.js';

const BEGIN = '<!-- standards:begin -->';
const END = '<!-- standards:end -->';

/** The numbers that verdicts are decided by, as a Markdown table. */
function standardsTable(): string {
  const rows = Object.values(STANDARDS).map(({ value, what, why }) => `| ${value} | ${what} | ${why} |`);
  return ['| number | what is compared with it | why this number |', '|---|---|---|', ...rows].join('\n');
}

/** Text with the table of standards between its markers. */
export function withStandardsTable(text: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the text has no ${BEGIN} ... ${END}`);
  return `${text.slice(0, begin + BEGIN.length)}\n${standardsTable()}\n${text.slice(end)}`;
}
