import { OPTIONS } from '../../callbacks/optionTable.js';

const BEGIN = '<!-- options:begin -->';
const END = '<!-- options:end -->';

/** The options of the callback as a Markdown table. */
export function optionTable(): string {
  const rows = Object.entries(OPTIONS).map(
    ([name, entry]) => `| \`${name}\` | ${defaultOf(entry)} | ${entry.doc} |`,
  );
  return ['| option | default | |', '|---|---|---|', ...rows].join('\n');
}

function defaultOf({ default: value, shown }: { default?: unknown; shown?: string }): string {
  if (shown !== undefined) return shown;
  if (value === undefined) return 'none';
  return `\`${typeof value === 'string' ? `'${value}'` : String(value)}\``;
}

/** Text with the table of options between its markers. */
export function withOptionTable(text: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the text has no ${BEGIN} ... ${END}`);
  return `${text.slice(0, begin + BEGIN.length)}\n${optionTable()}\n${text.slice(end)}`;
}
