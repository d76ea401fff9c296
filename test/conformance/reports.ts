import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConformanceReport } from './conformanceReport.js';

/** Where the tests leave their reports for the table, in the environment of the test processes. */
export const REPORTS = 'TFJS_NC_CONFORMANCE_REPORTS';

/** Keeps what a test has found. */
export function keepReport(report: ConformanceReport): void {
  const folder = process.env[REPORTS];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${report.name.replaceAll(' ', '-')}.json`), JSON.stringify(report));
}

export function keptReports(folder: string): ConformanceReport[] {
  return readdirSync(folder)
    .sort()
    .map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')) as ConformanceReport);
}
