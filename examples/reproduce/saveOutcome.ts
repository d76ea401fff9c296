import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderChart } from './chart.js';
import type { Outcome, Row } from './experiment.js';

/** Writes NAME.json, NAME.md and one SVG per figure into a folder; returns the paths. */
export function saveOutcome(folder: string, name: string, outcome: Outcome): string[] {
  mkdirSync(folder, { recursive: true });
  const files = Object.entries(outcome.figures).map(([figure, chart]) => [
    figure === '' ? `${name}.svg` : `${name}-${figure}.svg`,
    renderChart(chart),
  ]);
  const { title, setup, summary, rows } = outcome;
  files.push([`${name}.json`, `${JSON.stringify({ title, setup, summary, rows }, null, 1)}\n`]);
  files.push([`${name}.md`, `${markdownTable(rows)}\n`]);
  return files.map(([file, text]) => {
    const path = join(folder, file!);
    writeFileSync(path, text!);
    return path;
  });
}

/** A Markdown table with the columns of the first row, padded so that it reads as plain text too. */
export function markdownTable(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const cells = rows.map(row => columns.map(column => cellText(row[column])));
  const widths = columns.map((column, j) => Math.max(column.length, 3, ...cells.map(row => row[j]!.length)));
  const lineOf = (row: readonly string[]) =>
    `| ${row.map((cell, j) => cell.padStart(widths[j]!)).join(' | ')} |`;
  const rule = `| ${widths.map(width => `${'-'.repeat(width - 1)}:`).join(' | ')} |`;
  return [lineOf(columns), rule, ...cells.map(lineOf)].join('\n');
}

export function cellText(value: number | string | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
}
