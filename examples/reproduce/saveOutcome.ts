import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chart, renderChart, type Series } from './chart.js';
import type { Outcome, Row } from './experiment.js';

/** Writes NAME.json, NAME.md and one SVG per figure into a folder; returns the paths. */
export function saveOutcome(folder: string, name: string, outcome: Outcome): string[] {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  writeFileSync(file, outcomeJson(outcome));
  const table = join(folder, `${name}.md`);
  writeFileSync(table, `${markdownTable(outcome.rows)}\n`);
  return [...drawFigures(folder, name), file, table];
}

/** Draws the figures of NAME.json, one SVG each; returns the paths. */
export function drawFigures(folder: string, name: string): string[] {
  const { figures }: Pick<Outcome, 'figures'> = JSON.parse(
    readFileSync(join(folder, `${name}.json`), 'utf8'),
  );
  return Object.entries(figures).map(([figure, chart]) => {
    const path = join(folder, figure === '' ? `${name}.svg` : `${name}-${figure}.svg`);
    writeFileSync(path, renderChart(chart));
    return path;
  });
}

/** Indented, with the points of a series on one line. */
function outcomeJson({ title, setup, summary, rows, figures }: Outcome): string {
  const lists: string[] = [];
  const pulledOut = (series: Series) => {
    lists.push(JSON.stringify(series.points.map(point => point.map(rounded))));
    return { ...series, points: `points ${lists.length - 1}` };
  };
  const drawn = Object.entries(figures).map(([name, chart]) => [name, eachSeries(chart, pulledOut)]);
  const text = JSON.stringify({ title, setup, summary, rows, figures: Object.fromEntries(drawn) }, null, 1);
  return `${text.replace(/"points (\d+)"/g, (_, index) => lists[index]!)}\n`;
}

function eachSeries<T>({ theory, measured, ...chart }: Chart, change: (series: Series) => T) {
  return { ...chart, theory: theory.map(change), measured: measured.map(change) };
}

/** A figure shows three digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
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
