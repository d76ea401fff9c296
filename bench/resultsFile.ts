import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchReport } from './bench.js';

/** From dist/bench, where this runs. */
export const RESULTS_FILE = fileURLToPath(new URL('../../bench/RESULTS.md', import.meta.url));

const PREAMBLE = `# Benchmarks

Written by \`npm run bench -- --save\`; what is measured and what the bars mean is in [README.md](README.md). Only ratios
within one run compare between machines.
`;

/** The section of one benchmark. */
export function sectionOf({ name, title, setup, body }: BenchReport): string {
  return `## ${name}\n\n${title}. ${setup}.\n\n${body.trim()}\n`;
}

/** Replaces the sections of these benchmarks and keeps the others. */
export function saveResults(file: string, reports: readonly BenchReport[], order: readonly string[]): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  writeFileSync(file, mergeSections(before, reports, order));
}

/**
 * The text of the file with the sections of `reports` replaced or added, in the given order; sections of other names come
 * last, as they are.
 */
export function mergeSections(
  before: string,
  reports: readonly BenchReport[],
  order: readonly string[],
): string {
  const sections = splitSections(before);
  for (const report of reports) sections.set(report.name, sectionOf(report));
  const known = order.filter(name => sections.has(name));
  const others = [...sections.keys()].filter(name => !order.includes(name));
  return [PREAMBLE, ...[...known, ...others].map(name => sections.get(name)!)].join('\n');
}

/** By the name in the heading; what is before the first heading is no section. */
function splitSections(text: string): Map<string, string> {
  const parts = text.split(/^## /m).slice(1);
  return new Map(
    parts.map(part => [part.split('\n', 1)[0]!.trim(), `## ${part.trimEnd()}\n`] as [string, string]),
  );
}
